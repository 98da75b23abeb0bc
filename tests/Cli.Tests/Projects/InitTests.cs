using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Projects;

/// <summary>A new project works as it is written.</summary>
[Collection(SharedServer.Collection)]
public sealed class InitTests(SharedServer server) : IDisposable
{
    private readonly UserShell _shell = server.Shell();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_new_project_is_valid_compiles_is_applied_and_answers()
    {
        await server.ClearAsync();

        var init = await _shell.RunAsync("molnos init shop");
        var compiled = await _shell.RunAsync($"{RepositoryPaths.Node} {RepositoryPaths.FromRoot("tests/node_modules/typescript/bin/tsc")} --project shop");
        var applied = await _shell.RunAsync("cd shop && molnos iac apply");
        var again = await _shell.RunAsync("cd shop && molnos iac apply");
        await _shell.RunAsync("molnos functions invoke hello --path='?name=Ada'");
        var answer = await _shell.RunAsync("molnos functions invoke hello --path='?name=Ada'");

        init.ExitCode.Should().Be(0, init.ToString());
        compiled.ExitCode.Should().Be(0, compiled.ToString());
        applied.ExitCode.Should().Be(0, applied.ToString());
        applied.Json["changes"]!.AsArray().Select(change => change!["name"]!.GetValue<string>()).Should().Equal("visits", "hello");
        again.Json["changes"]!.AsArray().Should().BeEmpty();
        answer.Json["message"]!.GetValue<string>().Should().Be("Hello, Ada!");
        answer.Json["visits"]!.GetValue<int>().Should().BeGreaterThan(1);
        (await server.Client.GetAsync("/functions/list?name=hello")).Json["functions"]![0]!["context"]!.GetValue<string>().Should().Be("shop");
    }

    [Fact]
    public async Task Files_that_are_there_are_not_overwritten()
    {
        _shell.Write("molnos.json", "mine");

        var refused = await _shell.RunAsync("molnos init");
        var mine = await File.ReadAllTextAsync(Path.Combine(_shell.Folder, "molnos.json"));
        var forced = await _shell.RunAsync("molnos init --force");

        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("molnos.json would be overwritten").And.Contain("--force");
        mine.Should().Be("mine");
        forced.ExitCode.Should().Be(0, forced.ToString());
        forced.Json["files"]!.AsArray().Should().HaveCount(6);
    }
}
