using System.Reflection;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Invocation;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>References between slices go one way; this is the one table of what may know what.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> s_mayKnow = new(StringComparer.Ordinal)
    {
        ["Routes"] = ["Access", "Functions", "Persistence", "Hosting", "Triggers"],
        ["Triggers"] = ["Access", "Bindings", "Chains", "Cors", "Events", "Functions", "Invocation", "Rates", "Traces", "Hosting"],
        ["Management"] = ["Access", "Functions", "Invocation", "Workers", "Observability", "Persistence", "Hosting"],
        ["Access"] = ["Persistence", "Hosting"],
        ["Invocation"] = ["Chains", "Functions", "Workers", "Bindings", "Observability", "Traces"],
        ["Cors"] = ["Functions", "Hosting"],
        ["Rates"] = ["Access", "Functions", "Observability", "Hosting"],
        ["Databases"] = ["Access", "Bindings", "Persistence", "Hosting"],
        ["Events"] = ["Access", "Bindings", "Chains", "Functions", "Observability", "Persistence", "Traces", "Hosting"],
        ["Fetch"] = ["Bindings", "Chains", "Functions"],
        ["Schemas"] = ["Access", "Bindings", "Persistence", "Hosting"],
        ["Storage"] = ["Access", "Bindings", "Persistence", "Hosting"],
        ["Backups"] = ["Access", "Hosting", "Persistence", "Storage"],
        ["Schedules"] = ["Events", "Functions", "Persistence"],
        ["Chains"] = ["Functions", "Observability"],
        ["Bindings"] = ["Access", "Chains", "Functions", "Observability", "Persistence", "Traces"],
        ["Functions"] = ["Persistence", "Hosting"],
        ["WebConsole"] = ["Hosting"],
        ["Edge"] = ["Hosting"],
        ["Workers"] = ["Isolation"],
        ["Isolation"] = [],
        ["Traces"] = [],
        ["Observability"] = ["Access", "Persistence", "Hosting"],
        ["Persistence"] = [],
        ["Hosting"] = [],
    };

    private static readonly IReadOnlyList<SourceFile> s_sources = SourceFile.Below("src/Supervisor", "*.cs");

    [Fact]
    public void Every_folder_of_the_supervisor_has_its_arrows_drawn() =>
        s_sources.Select(file => file.Slice).Where(slice => slice.Length > 0).Distinct(StringComparer.Ordinal).Should().BeSubsetOf(s_mayKnow.Keys);

    [Fact]
    public void The_table_of_arrows_has_no_circle()
    {
        var left = s_mayKnow.ToDictionary(arrow => arrow.Key, arrow => arrow.Value.Intersect(s_mayKnow.Keys, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        while (left.FirstOrDefault(arrow => arrow.Value.Count == 0).Key is { } leaf)
        {
            left.Remove(leaf);
            foreach (var others in left.Values)
            {
                others.Remove(leaf);
            }
        }

        left.Should().BeEmpty();
    }

    [Fact]
    public void No_file_uses_a_slice_that_its_own_may_not_know()
    {
        var wrong =
            from file in s_sources
            where file.Slice.Length > 0
            from line in file.Lines
            let match = UsedSlice().Match(line)
            where match.Success && s_mayKnow.ContainsKey(match.Groups["slice"].Value) && !MayKnow(file.Slice, match.Groups["slice"].Value)
            select $"{file.Path}: {line}";

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void No_signature_names_a_type_of_a_slice_that_its_own_may_not_know()
    {
        const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        var wrong =
            from type in typeof(Invoker).Assembly.GetTypes()
            let own = SliceOf(type)
            where own is not null
            from other in type.GetFields(Declared).Select(field => field.FieldType)
                .Concat(type.GetMethods(Declared).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
                .Concat(type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters().Select(parameter => parameter.ParameterType)))
                .SelectMany(WithArguments)
            let slice = SliceOf(other)
            where slice is not null && !MayKnow(own, slice)
            select $"{type.FullName} -> {other.FullName}";

        wrong.Distinct(StringComparer.Ordinal).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Microsoft.Data.Sqlite", "Persistence")]
    [InlineData("Microsoft.IdentityModel", "Access")]
    [InlineData("Yarp.", "Routes")]
    [InlineData("Cronos", "Functions")]
    [InlineData("OpenTelemetry", "Traces")]
    public void A_foreign_library_is_known_to_one_slice_only(string library, string slice) =>
        s_sources.Where(file => file.Lines.Any(line => line.Contains($"using {library}", StringComparison.Ordinal)))
            .Select(file => file.Slice).Distinct(StringComparer.Ordinal).Should().Equal(slice);

    [Fact]
    public void The_protocol_knows_nothing_of_the_supervisor() =>
        SourceFile.Below("src/Protocol", "*.cs").SelectMany(file => file.Lines)
            .Where(line => UsedSlice().IsMatch(line)).Should().OnlyContain(line => line.Contains("MolnOS.Sandbox.Protocol"));

    private static bool MayKnow(string slice, string other) => slice == other || s_mayKnow[slice].Contains(other, StringComparer.Ordinal);

    private static string? SliceOf(Type type) =>
        type.Namespace?.Split('.') is ["MolnOS", "Sandbox", var slice, ..] && s_mayKnow.ContainsKey(slice) ? slice : null;

    private static IEnumerable<Type> WithArguments(Type type) =>
        type.HasElementType ? WithArguments(type.GetElementType()!) : type.GetGenericArguments().SelectMany(WithArguments).Append(type);

    [GeneratedRegex(@"\bMolnOS\.Sandbox\.(?<slice>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedSlice();
}
