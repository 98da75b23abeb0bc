using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Output;

/// <summary>Tables and colours for people, one line of JSON for programs.</summary>
[Collection(SharedServer.Collection)]
public sealed class TerminalTests(SharedServer server) : IAsyncLifetime
{
    private readonly UserShell _shell = server.Shell();

    public async Task InitializeAsync()
    {
        await server.ClearAsync();
        await server.Client.DeployAsync("exports.handler = () => { console.log('a \\u001b[31mred\\u001b[0m line'); return { hello: 'world' }; }", with => with["name"] = "greet");
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_pipe_gets_json() => (await _shell.RunAsync("molnos functions list | head -c 1")).Out.Should().Be("{");

    [Fact]
    public async Task A_reader_that_has_enough_is_no_failure()
    {
        await server.Client.DeployAsync($"exports.handler = () => 1; // {new string('x', 300_000)}", with => with["name"] = "large");

        var result = await _shell.RunAsync("set -o pipefail; molnos functions config large | head -c 1");

        result.Should().Be(new CommandResult(0, "{", ""));
    }

    [Fact]
    public async Task A_terminal_gets_a_table()
    {
        var result = await _shell.RunOnTerminalAsync("molnos functions list");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Out.Should().Contain("NAME").And.Contain("greet").And.Contain("╭").And.Contain("\u001b[").And.NotContain("{");
    }

    [Fact]
    public async Task Each_can_have_what_the_other_gets()
    {
        var json = await _shell.RunOnTerminalAsync("molnos functions list --output json");
        var table = await _shell.RunAsync("molnos functions list --output=table");

        json.Out.Should().Contain("{\"success\":true").And.NotContain("\u001b[0m").And.NotContain("\u001b[1m");
        table.Out.Should().Contain("│ greet").And.NotContain("\u001b");
    }

    [Fact]
    public async Task A_call_shows_status_headers_body_duration_and_log_and_no_escape_sequence_of_the_function()
    {
        var result = await _shell.RunOnTerminalAsync("NO_COLOR=1 molnos functions invoke greet");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Out.Should().MatchRegex(@"200 in [\d.]+ ms").And.Contain("content-type: application/json").And.Contain("  \"hello\": \"world\"").And.Contain("a ␛[31mred␛[0m line");
    }

    [Fact]
    public async Task Deleting_asks_a_person_first()
    {
        var refused = await _shell.RunOnTerminalAsync("molnos functions delete greet", "n\n");
        var left = (await server.Client.GetAsync("/functions/list")).Json["count"]!.GetValue<int>();
        var agreed = await _shell.RunOnTerminalAsync("molnos functions delete greet", "y\n");

        refused.ExitCode.Should().Be(1, refused.ToString());
        refused.Out.Should().Contain("[y/N]");
        left.Should().Be(1);
        agreed.ExitCode.Should().Be(0, agreed.ToString());
        (await server.Client.GetAsync("/functions/list")).Json["count"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task A_person_who_says_yes_beforehand_is_not_asked() =>
        (await _shell.RunOnTerminalAsync("molnos functions delete greet --yes")).Out.Should().NotContain("[y/N]").And.Contain("Deleted greet");
}
