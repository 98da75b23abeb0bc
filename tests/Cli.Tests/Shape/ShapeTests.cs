using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Supervisor.Tests.Shape;

namespace MolnOS.Sandbox.Cli.Tests.Shape;

/// <summary>What the supervisor's shape tests say of its slices and types, said of the client's. Sizes and comments are theirs, too.</summary>
public sealed partial class ShapeTests
{
    private static readonly Dictionary<string, string[]> s_mayKnow = new(StringComparer.Ordinal)
    {
        ["Output"] = [],
        ["Settings"] = ["Output"],
        ["Api"] = ["Settings", "Output"],
        ["Commands"] = ["Api", "Settings", "Output"],
        ["Sources"] = ["Output"],
        ["Server"] = ["Commands", "Output"],
        ["Completion"] = ["Commands"],
        ["Auth"] = ["Commands", "Api", "Settings", "Output"],
        ["Backups"] = ["Server", "Commands", "Api", "Output"],
        ["Databases"] = ["Commands", "Api", "Output"],
        ["Events"] = ["Commands", "Api", "Output"],
        ["Routes"] = ["Commands", "Api", "Output"],
        ["Projects"] = ["Commands", "Output"],
        ["Iac"] = ["Sources", "Commands", "Api", "Output"],
        ["Dev"] = ["Iac", "Functions", "Server", "Sources", "Commands", "Api", "Settings", "Output"],
        ["Functions"] = ["Commands", "Sources", "Api", "Output"],
    };

    private static readonly IReadOnlyList<SourceFile> s_sources = SourceFile.Below("src/Cli", "*.cs");

    [Fact]
    public void Every_folder_of_the_client_has_its_arrows_drawn() =>
        s_sources.Select(file => file.Slice).Where(slice => slice.Length > 0).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo(s_mayKnow.Keys);

    [Fact]
    public void The_table_of_arrows_has_no_circle()
    {
        var left = s_mayKnow.ToDictionary(arrow => arrow.Key, arrow => arrow.Value.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
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
            let used = UsedSlice().Match(line)
            where used.Success && used.Groups["slice"].Value is var slice && slice != file.Slice && !s_mayKnow[file.Slice].Contains(slice, StringComparer.Ordinal)
            select $"{file.Path}: {line}";

        wrong.Should().BeEmpty();
    }

    [Fact]
    public void The_client_knows_the_protocol_and_nothing_else_of_ours() =>
        typeof(CliCommand).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name)
            .Where(name => name!.StartsWith("MolnOS", StringComparison.Ordinal) || name.StartsWith("molnos", StringComparison.Ordinal))
            .Should().BeSubsetOf(["MolnOS.Sandbox.Protocol"]);

    [Fact]
    public void The_drawing_library_is_known_to_one_file_only() =>
        s_sources.Where(file => file.Lines.Any(line => line.Contains("using Spectre.", StringComparison.Ordinal))).Select(file => file.Name).Should().Equal("Display.cs");

    [Fact]
    public void Every_type_is_internal_and_every_class_sealed_abstract_or_static() =>
        OwnTypes().Where(type => type.IsPublic || (type.IsClass && !type.IsSealed && !type.IsAbstract)).Select(type => type.FullName).Should().BeEmpty();

    [Fact]
    public void No_constructor_but_a_records_takes_more_than_five_parameters() =>
        OwnTypes().Where(type => type.GetMethod("<Clone>$") is null && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.GetParameters().Length > 5)
            .Select(constructor => constructor.DeclaringType!.FullName).Should().BeEmpty();

    private static IEnumerable<Type> OwnTypes() => typeof(CliCommand).Assembly.GetTypes().Where(type =>
        type.Namespace?.StartsWith("MolnOS.Sandbox.Cli", StringComparison.Ordinal) == true
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && !type.Name.StartsWith("__", StringComparison.Ordinal)
        && !typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(type));

    [GeneratedRegex(@"\bMolnOS\.Sandbox\.Cli\.(?<slice>[A-Za-z]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedSlice();
}
