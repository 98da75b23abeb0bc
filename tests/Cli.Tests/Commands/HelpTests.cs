using System.CommandLine;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Tests.Commands;

/// <summary>Help, completion and what they may not show.</summary>
public sealed class HelpTests
{
    private static readonly IReadOnlyList<Command> s_commands = [.. Below(CommandLineProgram.CreateRoot())];

    [Fact]
    public void Every_command_says_what_it_does_and_ends_with_examples_of_itself()
    {
        foreach (var command in s_commands.Where(command => command.Subcommands.Count == 0))
        {
            command.Description.Should().NotBeNullOrEmpty(command.Name);
            command.Should().BeOfType<CliCommand>().Which.Examples.Should().NotBeEmpty(command.Name)
                .And.OnlyContain(example => example.Contains("molnos ") && example.Contains($" {command.Name}"), command.Name);
        }
    }

    [Fact]
    public void Every_argument_and_option_is_described()
    {
        s_commands.SelectMany(command => command.Options).Where(option => string.IsNullOrEmpty(option.Description)).Should().BeEmpty();
        s_commands.SelectMany(command => command.Arguments).Where(argument => string.IsNullOrEmpty(argument.Description)).Should().BeEmpty();
    }

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        var root = CommandLineProgram.CreateRoot();

        foreach (var example in s_commands.OfType<CliCommand>().SelectMany(command => command.Examples))
        {
            var line = example.Split([" | ", " < ", " > ", "<("], StringSplitOptions.None).First(part => part.Contains("molnos ", StringComparison.Ordinal)).TrimEnd(')');
            var words = System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(line.Replace("'", "\"", StringComparison.Ordinal).Replace("[{\"", "[{", StringComparison.Ordinal)).ToList();
            root.Parse(words.SkipWhile(word => word != "molnos").Skip(1).ToArray(), new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors.Where(error => !line.Contains('{', StringComparison.Ordinal)).Should().BeEmpty(example);
        }
    }

    [Fact]
    public void No_example_holds_a_token_or_a_secret() =>
        s_commands.OfType<CliCommand>().SelectMany(command => command.Examples)
            .Should().NotContain(example => example.Contains("--token") || example.Contains("MOLNOS_TOKEN=") || example.Contains("sa."));

    [Fact]
    public async Task Help_shows_the_examples()
    {
        var (code, output) = await RunAsync("functions", "deploy", "--help");

        code.Should().Be(0);
        output.Should().Contain("Usage:").And.Contain("--triggers").And.Contain("Examples:").And.Contain("molnos functions deploy greet handler.js");
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _molnos molnos")]
    [InlineData("zsh", "compdef _molnos molnos")]
    [InlineData("fish", "complete --command molnos")]
    public async Task A_shell_gets_its_completion(string shell, string expected) => (await RunAsync("completion", shell)).Output.Should().Contain(expected);

    [Fact]
    public async Task Completion_suggests_commands_and_options()
    {
        var (_, commands) = await RunAsync("[suggest:19]", "molnos functions de");
        var (_, options) = await RunAsync("[suggest:27]", "molnos functions deploy --al");

        commands.Split('\n').Should().Contain(["delete", "deploy"]).And.NotContain("list");
        options.Should().Contain("--allow-unauthenticated");
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        var code = await CommandLineProgram.RunAsync(arguments, new Surroundings
        {
            Out = output,
            Error = output,
            OutStream = Stream.Null,
            In = Stream.Null,
            IsOutTerminal = false,
            IsInTerminal = false,
            Environment = new Dictionary<string, string>(),
        });
        return (code, output.ToString());
    }

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(child => Below(child).Prepend(child));
}
