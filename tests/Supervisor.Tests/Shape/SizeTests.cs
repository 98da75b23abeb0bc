using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Invocation;

namespace MolnOS.Sandbox.Supervisor.Tests.Shape;

/// <summary>Files, methods and constructors stay small enough to be read at once, and say what they are for.</summary>
public sealed partial class SizeTests
{
    private static readonly IReadOnlyList<SourceFile> s_product = [.. SourceFile.Below("src", "*.cs")];

    [Fact]
    public void No_file_has_more_than_300_lines() =>
        SourceFile.Below("src", "*.cs").Concat(SourceFile.Below("tests", "*.cs")).Concat(SourceFile.Below("bench", "*.cs"))
            .Concat(SourceFile.Below("scripts", "*")).Concat(SourceFile.Below("tests", "*.mjs"))
            .Where(file => file.Lines.Count > 300).Select(file => file.ToString()).Should().BeEmpty();

    [Fact]
    public void No_file_of_the_shim_has_more_than_150_lines() =>
        SourceFile.Below("runtime/node-shim", "*.mjs").Where(file => file.Lines.Count > 150).Select(file => file.ToString()).Should().BeEmpty();

    [Fact]
    public void Half_of_the_products_files_have_at_most_60_lines()
    {
        var sizes = s_product.Select(file => file.Lines.Count).Order().ToList();

        sizes[sizes.Count / 2].Should().BeLessThanOrEqualTo(60);
    }

    [Fact]
    public void No_block_but_a_types_has_more_than_40_lines() =>
        s_product.SelectMany(LongBlocks).Should().BeEmpty();

    [Fact]
    public void No_constructor_but_a_records_takes_more_than_five_parameters() =>
        OwnTypes().Where(type => type.GetMethod("<Clone>$") is null && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constructor => constructor.GetParameters().Length > 5)
            .Select(constructor => constructor.DeclaringType!.FullName).Should().BeEmpty();

    [Fact]
    public void Every_type_of_the_supervisor_is_internal_and_every_class_sealed_abstract_or_static() =>
        OwnTypes().Where(type => type.IsPublic || (type.IsClass && !type.IsSealed && !type.IsAbstract)).Select(type => type.FullName).Should().BeEmpty();

    [Fact]
    public void Every_type_that_others_see_says_what_it_is_for()
    {
        var silent =
            from file in s_product
            from index in Enumerable.Range(0, file.Lines.Count)
            where !file.Lines[index].StartsWith(' ') && TypeDeclaration().IsMatch(file.Lines[index]) && !IsDocumented(file, index)
            select $"{file.Path}:{index + 1}: {file.Lines[index]}";

        silent.Should().BeEmpty();
    }

    [Fact]
    public void Nothing_is_called_by_a_word_that_says_nothing() =>
        s_product.Select(file => file.Path).Where(path => EmptyWord().IsMatch(path)).Should().BeEmpty();

    // Generated types carry an attribute or a name no programmer can write.
    private static IEnumerable<Type> OwnTypes() => typeof(Invoker).Assembly.GetTypes().Where(type =>
        type.Namespace?.StartsWith("MolnOS.Sandbox", StringComparison.Ordinal) == true
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && type.GetCustomAttribute<CompilerGeneratedAttribute>() is null
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && !type.Name.StartsWith("__", StringComparison.Ordinal)
        && !typeof(System.Text.Json.Serialization.JsonSerializerContext).IsAssignableFrom(type));

    private static IEnumerable<string> LongBlocks(SourceFile file)
    {
        var open = new Stack<(int Line, int Indent)>();
        for (var index = 0; index < file.Lines.Count; index++)
        {
            var (text, indent) = (file.Lines[index].Trim(), file.Lines[index].TakeWhile(c => c == ' ').Count());
            if (text == "{")
            {
                open.Push((index, indent));
            }
            else if (text.StartsWith('}') && open.TryPeek(out var block) && block.Indent == indent)
            {
                open.Pop();
                if (index - block.Line - 1 > 40 && !IsTypeHeader(file, block.Line))
                {
                    yield return $"{file.Path}:{block.Line + 1}: {index - block.Line - 1} lines";
                }
            }
        }
    }

    private static bool IsTypeHeader(SourceFile file, int brace)
    {
        for (var index = brace - 1; index >= 0 && file.Lines[index].Length > 0 && !file.Lines[index].EndsWith(';'); index--)
        {
            if (TypeDeclaration().IsMatch(file.Lines[index]))
            {
                return true;
            }
        }

        return false;
    }

    // Attributes, on one line or several, may stand between a type and its comment; a blank line may not.
    private static bool IsDocumented(SourceFile file, int index) =>
        file.Lines.Take(index).Reverse().TakeWhile(line => line.Length > 0).Any(line => line.StartsWith("/// ", StringComparison.Ordinal));

    [GeneratedRegex(@"^\s*(public|internal|private|protected)\s[^=(]*\b(class|record|struct|interface|enum|delegate)\s+\w", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(Helpers?|Managers?|Utils?|Utilit(y|ies)|Common)(/|\.cs$)|/Services/|Service\.cs$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EmptyWord();
}
