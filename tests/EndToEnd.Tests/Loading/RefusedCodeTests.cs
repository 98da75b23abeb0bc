using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Loading;

/// <summary>Code that does not load is refused with its reason, and nothing of it stays.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class RefusedCodeTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Theory]
    [InlineData("syntax-error.js", "SyntaxError", 3)]
    [InlineData("syntax-error.mjs", "SyntaxError", 4)]
    [InlineData("top-level-throws.js", "TypeError: the parts do not fit", 2)]
    [InlineData("top-level-rejects.mjs", "RangeError: the sky is too low", 1)]
    public async Task An_error_at_load_is_named_with_the_line_of_the_users_own_source(string file, string error, int line)
    {
        var name = Guid.NewGuid().ToString("N");

        var answer = await _client.TryDeployAsync(RepositoryPaths.FunctionSource($"loading/{file}"), with => with["name"] = name);

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(error).And.MatchRegex($@"\bline {line}\b");
        answer.Text.Should().NotContain(RepositoryPaths.Root, "an answer shows no path of the host");
        (await NamesAsync()).Should().NotContain(name);
    }

    [Fact]
    public async Task A_syntax_error_also_names_its_column()
    {
        var answer = await _client.TryDeployAsync(RepositoryPaths.FunctionSource("loading/syntax-error.js"));

        answer.Json["message"]!.GetValue<string>().Should().MatchRegex(@"\bcolumn 2[0-9]\b");
    }

    [Theory]
    [InlineData("top-level-never-settles.mjs")]
    [InlineData("top-level-loops.js")]
    public async Task Code_whose_top_level_never_ends_is_refused_within_its_limit(string file)
    {
        var name = Guid.NewGuid().ToString("N");
        var bystander = await _client.DeployFileAsync("loading/script.js");
        var watch = Stopwatch.StartNew();

        var deploy = _client.TryDeployAsync(RepositoryPaths.FunctionSource($"loading/{file}"), with => with["name"] = name);
        var meanwhile = await _client.CallAsync(bystander);
        var answer = await deploy;

        answer.Status.Should().Be(400, answer.ToString());
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(7));
        meanwhile.Status.Should().Be(200);
        (await NamesAsync()).Should().NotContain(name);
    }

    [Fact]
    public async Task Empty_code_no_handler_and_a_handler_that_is_no_function_are_each_refused_with_their_own_message()
    {
        var answers = new[]
        {
            await _client.TryDeployAsync(""),
            await _client.TryDeployAsync(RepositoryPaths.FunctionSource("loading/no-handler.js")),
            await _client.TryDeployAsync(RepositoryPaths.FunctionSource("loading/handler-not-a-function.js")),
        };

        answers.Should().OnlyContain(answer => answer.Status == 400);
        answers.Select(answer => answer.Json["message"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_broken_update_leaves_the_old_version_serving()
    {
        var id = await _client.DeployFileAsync("loading/script.js");

        var update = await _client.PutAsync($"/functions/{id}", new JsonObject { ["code"] = RepositoryPaths.FunctionSource("loading/syntax-error.js") });
        var call = await _client.CallAsync(id);
        var function = await _client.GetAsync($"/functions/{id}");

        update.Status.Should().Be(400, update.ToString());
        call.Status.Should().Be(200, call.ToString());
        function.Json["function"]!["version"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public async Task A_missing_module_fails_the_call_that_requires_it_and_no_other()
    {
        var id = await _client.DeployFileAsync("loading/require-missing.js");

        var failed = await _client.CallAsync(id, "?missing=yes");
        var next = await _client.CallAsync(id);

        failed.Status.Should().Be(500, failed.ToString());
        next.Status.Should().Be(200, next.ToString());
        await _client.LogLineAsync(id, line => line.Level == "error" && line.Message.Contains("not-there", StringComparison.Ordinal), "the missing module's name");
    }

    private async Task<IEnumerable<string>> NamesAsync() =>
        (await _client.GetAsync("/functions/list?limit=1000")).Json["functions"]!.AsArray().Select(function => function!["name"]!.GetValue<string>());
}
