using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Dev;

/// <summary><c>molnos functions dev</c>: save, and the new code answers.</summary>
public sealed class DevTests : IDisposable
{
    private readonly UserShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Each_save_answers_with_the_new_code_and_its_log_comes_along()
    {
        Save("hello");
        using var dev = new DevProcess(_shell, "greet.ts");
        using var http = new HttpClient();
        var url = (await dev.EventAsync("ready"))["url"]!.GetValue<string>();
        await dev.EventAsync("deployed");

        var first = await http.GetStringAsync(url);
        var line = await dev.EventAsync("log", one => one["line"]!["message"]!.GetValue<string>() == "said hello");
        Save("goodbye");
        var deployed = await dev.EventAsync("deployed");
        var second = await http.GetStringAsync(url);

        first.Should().Be("""{"greeting":"hello"}""");
        line["line"]!["level"]!.GetValue<string>().Should().Be("info");
        deployed["version"]!.GetValue<int>().Should().Be(2);
        second.Should().Be("""{"greeting":"goodbye"}""");
    }

    [Fact]
    public async Task Code_that_does_not_load_is_told_and_the_last_good_one_serves_on()
    {
        _shell.Write("greet.ts", "export const handler = (;\n");
        using var dev = new DevProcess(_shell, "greet.ts");
        using var http = new HttpClient();

        var early = await dev.EventAsync("failed");
        Save("hello");
        var url = (await dev.EventAsync("ready"))["url"]!.GetValue<string>();
        await dev.EventAsync("deployed");
        _shell.Write("greet.ts", "\nthrow new Error('not yet');\n");
        var late = await dev.EventAsync("failed");

        early["message"]!.GetValue<string>().Should().Contain("SyntaxError").And.Contain("line 1");
        late["message"]!.GetValue<string>().Should().Contain("not yet").And.Contain("line 2");
        (await http.GetStringAsync(url)).Should().Be("""{"greeting":"hello"}""");
    }

    [Fact]
    public async Task A_bundle_follows_the_files_it_imports_and_its_errors_name_their_lines()
    {
        Directory.CreateSymbolicLink(Path.Combine(_shell.Folder, "node_modules"), RepositoryPaths.FromRoot("tests/node_modules"));
        _shell.Write("package.json", "{}");
        _shell.Write("entry.ts", "import { fail } from './lib/fail';\nexport const handler = () => fail();\n");
        _shell.Write("lib/fail.ts", "export function fail(): never { throw new Error('first'); }\n");
        using var dev = new DevProcess(_shell, "entry.ts");
        using var http = new HttpClient();
        var url = (await dev.EventAsync("ready"))["url"]!.GetValue<string>();
        await dev.EventAsync("deployed");

        _shell.Write("lib/fail.ts", "type A = string;\n\nexport function fail(): never { throw new Error('second'); }\n");
        await dev.EventAsync("deployed");
        using var answer = await http.GetAsync(url);
        var line = await dev.EventAsync("log");

        ((int)answer.StatusCode).Should().Be(500);
        line["line"]!["message"]!.GetValue<string>().Should().MatchRegex(@"Error: second\n    at .*lib/fail\.ts:3:39\)?\n    at .*entry\.ts:2:30\)?");
    }

    [Theory]
    [InlineData("INT", 0)]
    [InlineData("TERM", 0)]
    [InlineData("HUP", 0)]
    [InlineData("KILL", 137)]
    public async Task However_it_ends_it_leaves_no_process_and_no_file_behind(string signal, int exitCode)
    {
        Save("hello");
        using var dev = new DevProcess(_shell, "greet.ts");
        await dev.EventAsync("deployed");
        var processes = dev.Below();

        var code = await dev.EndAsync(signal);

        processes.Should().Contain(process => process.Command.StartsWith("node", StringComparison.Ordinal));
        code.Should().Be(exitCode);
        await DevProcess.NothingIsLeftAsync(_shell, processes);
    }

    [Fact]
    public async Task The_project_that_init_writes_runs_with_the_bindings_of_its_manifest()
    {
        await _shell.RunAsync("molnos init");
        using var dev = new DevProcess(_shell, "functions/hello.ts --methods GET,POST");
        using var http = new HttpClient();
        var url = (await dev.EventAsync("ready"))["url"]!.GetValue<string>();

        var first = await http.GetStringAsync(url + "?name=Ada");
        var second = await http.GetStringAsync(url + "?name=Ada");
        using var content = new StringContent("");
        using var posted = await http.PostAsync(url, content);

        first.Should().Be("""{"message":"Hello, Ada!","visits":1}""");
        second.Should().Be("""{"message":"Hello, Ada!","visits":2}""");
        posted.IsSuccessStatusCode.Should().BeTrue();
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_and_leaves_nothing_behind()
    {
        Save("hello");
        _shell.Environment["MOLNOS_Workers__NodePath"] = "/nowhere/node";

        var result = await _shell.RunAsync("molnos functions dev greet.ts");

        result.ExitCode.Should().Be(1, result.ToString());
        result.Error.Should().Contain("The server did not start").And.Contain("Node.js for the workers is missing");
        await DevProcess.NothingIsLeftAsync(_shell, []);
    }

    private void Save(string greeting) => _shell.Write(
        "greet.ts", $$"""export function handler(request: { query: object }): object { console.log('said {{greeting}}'); return { greeting: '{{greeting}}' }; }""");
}
