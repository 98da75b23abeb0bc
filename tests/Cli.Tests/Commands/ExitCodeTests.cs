using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Commands;

/// <summary>What scripts go by: the exit code, and nothing but results on stdout.</summary>
[Collection(SharedServer.Collection)]
public sealed class ExitCodeTests(SharedServer server) : IDisposable
{
    private readonly UserShell _shell = server.Shell();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task What_was_done_is_0() => (await _shell.RunAsync("molnos functions list")).ExitCode.Should().Be(0);

    [Fact]
    public async Task What_the_server_refuses_is_1()
    {
        var result = await _shell.RunAsync("molnos functions get nowhere");

        Complains(result, 1, "There is no function 'nowhere'.", "molnos functions list");
    }

    [Theory]
    [InlineData("molnos", "The commands are functions")]
    [InlineData("molnos functions", "The commands are list")]
    [InlineData("molnos functions dance", "'dance'")]
    [InlineData("molnos functions deploy onlyname", "'source'")]
    [InlineData("molnos functions list --colour", "'--colour'")]
    [InlineData("molnos functions list --output=xml", "'xml'")]
    [InlineData("molnos functions update some", "Say what to change")]
    [InlineData("molnos functions deploy a missing.js", "There is no file missing.js")]
    [InlineData("molnos functions deploy a - --triggers='{'", "--triggers is not valid JSON")]
    [InlineData("molnos functions deploy a - --timeout-ms 1", "--timeout-ms must be 100 to 900000")]
    [InlineData("molnos functions deploy a - --env A", "--env A has no value")]
    [InlineData("molnos functions invoke a '{\"key\":1}'", "is no HTTP method")]
    [InlineData("molnos functions list --url ftp://example.com", "must be like http://127.0.0.1:3000")]
    public async Task A_wrong_command_line_is_2(string line, string complaint) => Complains(await _shell.RunAsync(line), 2, complaint);

    [Fact]
    public async Task A_secret_on_the_command_line_is_refused_without_repeating_it()
    {
        var result = await _shell.RunAsync("molnos functions deploy a - --secret KEY=hunter2");

        Complains(result, 2, "must not stand on the command line");
        result.Error.Should().NotContain("hunter2");
    }

    [Theory]
    [InlineData("molnos functions list --url http://127.0.0.1:1", "is not there")]
    [InlineData("molnos functions list --url http://no-such-host.invalid", "no-such-host.invalid")]
    public async Task A_server_that_does_not_answer_is_3(string line, string complaint) =>
        Complains(await _shell.RunAsync(line), 3, complaint, "molnos start", "molnos configure url");

    [Theory]
    [InlineData(null)]
    [InlineData("sa.nobody.knows-this-token")]
    public async Task No_token_or_a_wrong_one_is_4(string? token)
    {
        _shell.PointAt(server.Supervisor.Address, token);

        var result = await _shell.RunAsync("molnos functions list");

        Complains(result, 4, "token", "molnos auth configure");
        result.Error.Should().NotContain("knows-this-token");
    }

    [Fact]
    public async Task A_token_that_may_not_do_this_is_4_and_the_permission_is_named()
    {
        var (_, key) = await server.Client.AddAccountAsync("user");
        _shell.PointAt(server.Supervisor.Address, key);
        _shell.Write("handler.js", "exports.handler = () => 1");

        var result = await _shell.RunAsync("molnos functions deploy a handler.js");

        Complains(result, 4, "functions.create");
        result.Error.Should().NotContain(key);
    }

    private static void Complains(CommandResult result, int exitCode, params string[] words)
    {
        result.ExitCode.Should().Be(exitCode, result.ToString());
        result.Out.Should().BeEmpty();
        result.Error.Should().ContainAll(words);
    }
}
