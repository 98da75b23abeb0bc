using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary><c>docs/settings.md</c> is written from the options classes: their properties, defaults, ranges and doc comments.</summary>
public sealed partial class SettingsPageTests
{
    private const string Page = "docs/settings.md";

    private const string Head =
        """
        # Settings

        Every setting, as the options classes of the source have it. This page is written by a test, which fails when it is not current.

        A command-line flag (`--Workers:Warm=4`) wins over the environment (`MOLNOS_Workers__Warm=4`), the environment over `molnos.config.json`
        (`{"Workers": {"Warm": 4}}`), the file over the default. Durations are `500ms`, `30s`, `5m`, `1h`, `1d` or `00:00:30`; sizes are bytes. What is unknown, of another type or out of range stops the
        start with a line that names the key. The [README](../README.md#settings) says more of where settings come from.
        """;

    [Fact]
    public void The_page_of_settings_is_what_the_options_classes_say()
    {
        var expected = Head.ReplaceLineEndings("\n") + "\n" + string.Concat(
            SettingsSchema.OptionsTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).GroupBy(SettingsSchema.SectionOf, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(Section));
        var written = RepositoryPaths.FromRoot("artifacts/settings.md");
        File.WriteAllText(written, expected);

        File.ReadAllText(RepositoryPaths.FromRoot(Page)).Should().Be(expected, $"the options have changed: run `cp artifacts/settings.md {Page}`");
    }

    [Fact]
    public void Every_setting_says_what_it_does() =>
        SettingsSchema.OptionsTypes().SelectMany(type => type.GetProperties().Where(property => Summary(type, property.Name).Length == 0).Select(property => $"{type.Name}.{property.Name}"))
            .Should().BeEmpty();

    private static string Section(IGrouping<string, Type> section)
    {
        var text = new StringBuilder($"\n## {section.Key}\n\n| key | type | default | range | what it does |\n| --- | --- | --- | --- | --- |\n");
        foreach (var (type, property) in section.SelectMany(type => type.GetProperties().Where(property => property.CanWrite), (type, property) => (type, property)))
        {
            var defaults = Activator.CreateInstance(type);
            text.Append(CultureInfo.InvariantCulture, $"| `{SettingsSchema.SectionOf(type)}:{property.Name}{(IsMap(property) ? ":{name}" : "")}` | {TypeOf(property)} | {DefaultOf(property, defaults)} | {RangeOf(property)} | {Summary(type, property.Name)} |\n");
        }

        return text.ToString();
    }

    private static bool IsMap(PropertyInfo property) => property.PropertyType.IsGenericType && property.PropertyType.Name.StartsWith("Dictionary", StringComparison.Ordinal);

    private static string TypeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type.IsGenericType ? Name(type.GetGenericArguments()[^1]) : type.IsArray ? $"list of {Name(type.GetElementType()!)}" : Name(type);

        static string Name(Type type) => type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`"))
            : type == typeof(TimeSpan) ? "duration" : type == typeof(bool) ? "true or false" : type == typeof(string) ? "text" : type == typeof(double) ? "number" : "whole number";
    }

    private static string DefaultOf(PropertyInfo property, object? defaults) => property.Name switch
    {
        // What depends on the machine is said in words.
        "Path" when property.DeclaringType!.Name == "DataOptions" => "`./data`, or `$STATE_DIRECTORY`",
        _ => property.GetValue(defaults) switch
        {
            null => "none",
            System.Collections.ICollection => "none",
            string { Length: 0 } => "none",
            TimeSpan span => $"`{Readable(span)}`",
            bool flag => flag ? "`true`" : "`false`",
            var value when HasMachineDefault(property) => $"by the machine ({(value is int or long ? "its processors" : "found")})",
            var value when IsBytes(property) => Size(value),
            var value => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
        },
    };

    private static bool HasMachineDefault(PropertyInfo property)
    {
        var line = SourceOf(property.DeclaringType!).FirstOrDefault(line => line.Contains($" {property.Name} {{", StringComparison.Ordinal)) ?? "";
        return line.Contains("Environment.", StringComparison.Ordinal) || line.Contains("AppContext.", StringComparison.Ordinal);
    }

    private static string RangeOf(PropertyInfo property)
    {
        foreach (var attribute in property.GetCustomAttributes())
        {
            var text = attribute switch
            {
                RangeAttribute { OperandType: var operand } range when operand == typeof(TimeSpan) =>
                    $"{Readable(TimeSpan.Parse((string)range.Minimum, CultureInfo.InvariantCulture))} to {Readable(TimeSpan.Parse((string)range.Maximum, CultureInfo.InvariantCulture))}",
                RangeAttribute range when IsBytes(property) => $"{Size(range.Minimum)} to {Size(range.Maximum)}",
                RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
                LengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength} characters",
                StringLengthAttribute length => $"{length.MinimumLength} to {length.MaximumLength} characters",
                AllowedValuesAttribute allowed => string.Join(", ", allowed.Values.Select(value => $"`{value}`")),
                _ => null,
            };
            if (text is not null)
            {
                return text;
            }
        }

        return "";
    }

    private static bool IsBytes(PropertyInfo property) => property.Name.EndsWith("Bytes", StringComparison.Ordinal) || property.Name.EndsWith("BytesPerSecond", StringComparison.Ordinal);

    private static string Size(object number)
    {
        var bytes = Convert.ToInt64(number, CultureInfo.InvariantCulture);
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        var unit = 0;
        for (; bytes >= 1024 && bytes % 1024 == 0 && unit < units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return $"{bytes} {units[unit]}";
    }

    private static string Readable(TimeSpan span) =>
        span == TimeSpan.Zero ? "0s"
        : span.Ticks % TimeSpan.TicksPerDay == 0 ? $"{span.TotalDays:0}d"
        : span.Ticks % TimeSpan.TicksPerHour == 0 ? $"{span.TotalHours:0}h"
        : span.Ticks % TimeSpan.TicksPerMinute == 0 ? $"{span.TotalMinutes:0}m"
        : span.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{span.TotalSeconds:0}s"
        : $"{span.TotalMilliseconds:0}ms";

    /// <summary>The doc comment of a property, as words for a table.</summary>
    private static string Summary(Type type, string property)
    {
        var lines = SourceOf(type);
        var at = Enumerable.Range(0, lines.Count).FirstOrDefault(line => Declaration().Match(lines[line]) is { Success: true } found && found.Groups["name"].Value == property, -1);
        var comment = new List<string>();
        for (var line = at - 1; line >= 0 && (comment.Count > 0 || lines[line].TrimStart() is ['[', ..] or ['/', ..]); line--)
        {
            if (lines[line].TrimStart() is not ['/', '/', '/', .. var words])
            {
                if (comment.Count > 0)
                {
                    break;
                }

                continue;
            }

            comment.Insert(0, words.Trim());
        }

        var summary = Element().Match(string.Join(' ', comment)).Groups["text"].Value;
        return Code().Replace(See().Replace(summary, "`${name}`"), "`${text}`")
            .Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Trim();
    }

    private static IReadOnlyList<string> SourceOf(Type type) => SourceFile.Below("src/Supervisor", $"{type.Name}.cs").Single().Lines;

    [GeneratedRegex(@"^\s+public (required )?[\w<>\[\]?, ]+ (?<name>\w+) \{", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();

    [GeneratedRegex("<summary>(?<text>.*?)</summary>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Element();

    [GeneratedRegex("<see cref=\"(?<name>[^\"]+)\" ?/>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex See();

    [GeneratedRegex("<c>(?<text>.*?)</c>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
