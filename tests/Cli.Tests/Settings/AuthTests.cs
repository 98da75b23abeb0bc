using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.Cli.Tests.Settings;

/// <summary>The settings file, and who wins over it.</summary>
[Collection(SharedServer.Collection)]
public sealed class AuthTests(SharedServer server) : IDisposable
{
    private readonly UserShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_token_from_stdin_is_kept_for_its_owner_alone_and_used_from_then_on()
    {
        var url = await _shell.RunAsync($"molnos configure url {server.Supervisor.Address}");
        var before = await _shell.RunAsync("molnos auth status");
        var configured = await _shell.RunAsync($"molnos auth configure < {server.Supervisor.AdminTokenFile}");
        var after = await _shell.RunAsync("molnos auth status");

        url.ExitCode.Should().Be(0, url.ToString());
        before.ExitCode.Should().Be(4);
        configured.ExitCode.Should().Be(0, configured.ToString());
        after.Json["name"]!.GetValue<string>().Should().Be("administrator");
        File.GetUnixFileMode(_shell.SettingsFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var stored = JsonNode.Parse(await File.ReadAllTextAsync(_shell.SettingsFile))!;
        (stored["url"]!.GetValue<string>(), stored["token"]!.GetValue<string>()).Should().Be((server.Supervisor.Address.AbsoluteUri, server.Supervisor.AdminToken));
        (configured.Out + after.Out).Should().NotContain(server.Supervisor.AdminToken);
    }

    [Fact]
    public async Task A_token_typed_on_a_terminal_is_not_shown()
    {
        _shell.PointAt(server.Supervisor.Address, token: null);

        var typed = await _shell.RunOnTerminalAsync("stty -a | grep -o ' echo '; molnos auth configure", server.Supervisor.AdminToken + "\n");
        var status = await _shell.RunOnTerminalAsync("molnos auth status");

        typed.ExitCode.Should().Be(0, typed.ToString());
        status.Out.Should().Contain("administrator").And.Contain("the settings file").And.NotContain(server.Supervisor.AdminToken);
    }

    [Fact]
    public async Task A_token_that_the_server_does_not_know_is_not_kept()
    {
        _shell.PointAt(server.Supervisor.Address, token: null);

        var result = await _shell.RunAsync("echo sa.wrong.token | molnos auth configure");

        result.ExitCode.Should().Be(4);
        result.Error.Should().Contain("nothing was kept").And.NotContain("sa.wrong.token");
        File.Exists(_shell.SettingsFile).Should().BeFalse();
    }

    [Fact]
    public async Task A_token_is_kept_with_a_warning_while_no_server_answers()
    {
        var result = await _shell.RunAsync("echo sa.some.token | molnos auth configure --url http://127.0.0.1:1");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Error.Should().Contain("was not tried");
        JsonNode.Parse(await File.ReadAllTextAsync(_shell.SettingsFile))!["url"]!.GetValue<string>().Should().Be("http://127.0.0.1:1/");
    }

    [Fact]
    public async Task A_settings_file_that_others_can_read_is_warned_of()
    {
        _shell.PointAt(server.Supervisor.Address, token: null);
        await _shell.RunAsync($"molnos auth configure < {server.Supervisor.AdminTokenFile}");
        File.SetUnixFileMode(_shell.SettingsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var result = await _shell.RunAsync("molnos functions list");

        result.ExitCode.Should().Be(0);
        result.Error.Should().Contain("chmod 600");
    }

    [Fact]
    public async Task The_command_line_wins_over_the_environment_and_the_environment_over_the_file()
    {
        await _shell.RunAsync("echo sa.some.token | molnos auth configure --url http://127.0.0.1:1");
        _shell.PointAt(server.Supervisor.Address, server.Supervisor.AdminToken);

        var environment = await _shell.RunAsync("molnos functions list");
        var option = await _shell.RunAsync("molnos functions list --token=sa.other.token");

        environment.ExitCode.Should().Be(0, environment.ToString());
        option.ExitCode.Should().Be(4);
    }

    [Fact]
    public async Task A_broken_settings_file_is_named_and_never_quoted()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_shell.SettingsFile)!);
        await File.WriteAllTextAsync(_shell.SettingsFile, "{\"token\": sa.secret.token}");

        var result = await _shell.RunAsync("molnos functions list");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain(_shell.SettingsFile).And.NotContain("sa.secret");
    }
}
