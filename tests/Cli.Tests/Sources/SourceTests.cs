using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Sources;

/// <summary>What becomes one text on its way to the server: files, folders, bundles.</summary>
[Collection(SharedServer.Collection)]
public sealed class SourceTests(SharedServer server) : IAsyncLifetime
{
    private readonly UserShell _shell = server.Shell();

    public Task InitializeAsync() => server.ClearAsync();

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("handler.js", "function handler() { return 'js'; }")]
    [InlineData("handler.mjs", "export const handler = () => 'mjs';")]
    [InlineData("handler.cjs", "module.exports = () => 'cjs';")]
    [InlineData("handler.ts", "export const handler = (request: object): string => 'ts';")]
    public async Task A_file_of_each_kind_goes_as_it_is(string file, string code)
    {
        _shell.Write(file, code);

        var deployed = await _shell.RunAsync($"molnos functions deploy kinds {file}");

        deployed.ExitCode.Should().Be(0, deployed.ToString());
        (await _shell.RunAsync("molnos functions invoke kinds")).Out.Should().Be(Path.GetExtension(file)[1..]);
        (await _shell.RunAsync("molnos functions config kinds")).Json["function"]!["code"]!.GetValue<string>().Should().Be(code);
    }

    [Theory]
    [InlineData("index.ts", "{}")]
    [InlineData("src/handler.mjs", null)]
    [InlineData("lib/start.mjs", """{ "main": "lib/start.mjs" }""")]
    public async Task A_folder_has_an_entry(string entry, string? package)
    {
        _shell.Write($"project/{entry}", "export const handler = () => 'found';");
        if (package is not null)
        {
            _shell.Write("project/package.json", package);
        }

        var deployed = await _shell.RunAsync("molnos functions deploy folder project");

        deployed.ExitCode.Should().Be(0, deployed.ToString());
        (await _shell.RunAsync("molnos functions invoke folder")).Out.Should().Be("found");
    }

    [Fact]
    public async Task A_folder_without_an_entry_is_told()
    {
        _shell.Write("project/readme.txt", "");

        var result = await _shell.RunAsync("molnos functions deploy folder project");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("has no entry").And.Contain("index, handler or main");
    }

    [Fact]
    public async Task Packages_are_bundled_by_the_esbuild_of_the_project()
    {
        Directory.CreateSymbolicLink(Path.Combine(_shell.Folder, "node_modules"), RepositoryPaths.FromRoot("tests/node_modules"));
        _shell.Write("package.json", "{}");
        _shell.Write("app.ts", "import { Hono } from 'hono';\nconst app = new Hono();\napp.get('/hi/:name', (c) => c.text(`hi ${c.req.param('name')}`));\nexport default app;\n");

        var deployed = await _shell.RunAsync("molnos functions deploy app app.ts");

        deployed.ExitCode.Should().Be(0, deployed.ToString());
        (await _shell.RunAsync("molnos functions invoke app --path=/hi/Ada")).Out.Should().Be("hi Ada");
    }

    [Fact]
    public async Task A_project_without_esbuild_is_told_what_to_install_and_can_go_on_without()
    {
        _shell.Write("app.mjs", "import { Hono } from 'hono';\nexport default new Hono();\n");

        var bundled = await _shell.RunAsync("molnos functions deploy app app.mjs");
        var asked = await _shell.RunAsync("molnos functions deploy app - --bundle");
        var asItIs = await _shell.RunAsync("molnos functions deploy app app.mjs --no-bundle");

        bundled.ExitCode.Should().Be(2);
        bundled.Error.Should().Contain("app.mjs imports 'hono'").And.Contain("npm install --save-dev esbuild").And.Contain("--no-bundle");
        asked.ExitCode.Should().Be(2);
        asked.Error.Should().Contain("Code from stdin cannot be bundled");
        asItIs.ExitCode.Should().Be(1, "the server says that a worker has no such package");
        asItIs.Error.Should().Contain("hono");
    }

    [Fact]
    public async Task What_esbuild_finds_wrong_is_shown_as_it_says_it()
    {
        Directory.CreateSymbolicLink(Path.Combine(_shell.Folder, "node_modules"), RepositoryPaths.FromRoot("tests/node_modules"));
        _shell.Write("app.ts", "import { no } from './missing';\nexport const handler = no;\n");

        var result = await _shell.RunAsync("molnos functions deploy app app.ts");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("esbuild cannot bundle this").And.Contain("./missing").And.Contain("app.ts:1:19");
    }
}
