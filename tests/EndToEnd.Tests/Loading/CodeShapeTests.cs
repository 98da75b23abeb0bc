using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Loading;

/// <summary>Every shape that a function's code may have.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class CodeShapeTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Theory]
    [InlineData("script.js", "script")]
    [InlineData("script-sync.js", "script-sync")]
    [InlineData("script-arrow.js", "script-arrow")]
    [InlineData("module.mjs", "module")]
    [InlineData("module-minified.mjs", "module-minified")]
    [InlineData("module-default.mjs", "module-default")]
    [InlineData("commonjs-exports.cjs", "commonjs-exports")]
    [InlineData("commonjs-function.cjs", "commonjs-function")]
    [InlineData("commonjs-object.cjs", "commonjs-object")]
    [InlineData("typescript-script.ts", "typescript-script")]
    [InlineData("typescript-module.ts", "typescript-module")]
    [InlineData("typescript-commonjs.ts", "typescript-commonjs")]
    [InlineData("fetch.mjs", "fetch")]
    public async Task Every_shape_of_code_runs(string file, string shape)
    {
        var id = await _client.DeployFileAsync($"loading/{file}");

        var answer = await _client.CallAsync(id);

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["shape"]!.GetValue<string>().Should().Be(shape);
    }

    [Theory]
    [InlineData("module.mjs")]
    [InlineData("commonjs-exports.cjs")]
    [InlineData("typescript-module.ts")]
    public async Task Node_modules_are_imported_and_required(string file)
    {
        var id = await _client.DeployFileAsync($"loading/{file}");

        var answer = await _client.CallAsync(id);

        answer.Json["digest"]!.GetValue<string>().Should().Be("ba7816bf");
    }

    [Fact]
    public async Task A_script_may_require_node_modules_with_and_without_the_prefix()
    {
        var id = await _client.DeployFileAsync("loading/require-in-script.js");

        var answer = await _client.CallAsync(id);

        answer.Text.Should().Be("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    [Fact]
    public async Task A_fetch_style_module_gets_a_web_request_whose_path_is_the_sub_path()
    {
        var id = await _client.DeployFileAsync("loading/fetch.mjs", with => with["env"] = new JsonObject { ["GREETING"] = "hej" });

        var answer = await _client.CallAsync(id, new StringContent("the body"), "/api/users/7?a=1&b=2", ("x-sample", "yes"));

        answer.Status.Should().Be(200, answer.ToString());
        answer.Text.Should().Be(
            """{"shape":"fetch","method":"POST","path":"/api/users/7","query":"?a=1&b=2","header":"yes","text":"the body","greeting":"hej"}""");
    }

    [Fact]
    public async Task A_script_sees_its_own_id_and_one_request_as_argument_and_in_its_context()
    {
        var id = await _client.DeployFileAsync("loading/script.js");

        var answer = await _client.CallAsync(id);

        answer.Json["functionId"]!.GetValue<string>().Should().Be(id);
        answer.Json["same"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task A_module_may_await_at_its_top_level()
    {
        var id = await _client.DeployFileAsync("loading/top-level-await.mjs");

        var answer = await _client.CallAsync(id);

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["waited"]!.GetValue<int>().Should().BeGreaterThanOrEqualTo(49);
    }

    [Fact]
    public async Task Five_megabytes_of_source_deploy_and_run()
    {
        var filler = new string('x', 5 * 1024 * 1024);
        var id = await _client.DeployAsync($"const filler = '{filler}';\nasync function handler() {{ return {{ length: filler.length }}; }}");

        var answer = await _client.CallAsync(id);

        answer.Json["length"]!.GetValue<int>().Should().Be(filler.Length);
    }

    [Fact]
    public async Task Text_beyond_ascii_is_the_same_in_source_input_log_and_result()
    {
        const string Text = "❄ ☃ 😀";
        var id = await _client.DeployFileAsync("loading/unicode.js");

        var answer = await _client.CallAsync(id, SandboxClient.JsonContent(new JsonObject { ["text"] = Text }), $"?text={Uri.EscapeDataString(Text)}");

        answer.Text.Should().Be($"{Text}|{Text}|{Text}");
        answer.Header("content-length").Should().Be($"{answer.Bytes.Length}");
        var config = await _client.GetAsync($"/functions/{id}/config");
        config.Json["function"]!["code"]!.GetValue<string>().Should().Be(RepositoryPaths.FunctionSource("loading/unicode.js"));
        await _client.LogLineAsync(id, line => line.Message == $"log: {Text} {Text}", "the very text");
    }

    [Fact]
    public async Task State_at_module_level_lives_as_long_as_its_worker_and_starts_again_after_an_update()
    {
        var id = await _client.DeployFileAsync("loading/counter.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });

        var before = new[] { await CountAsync(id), await CountAsync(id), await CountAsync(id) };
        await _client.UpdateAsync(id, new JsonObject { ["code"] = RepositoryPaths.FunctionSource("loading/counter.js") + "\n// again\n" });
        var after = await CountAsync(id);

        before.Should().Equal(1, 2, 3);
        after.Should().Be(1);
    }

    [Fact]
    public async Task Environment_and_secrets_are_there_at_load_time_and_nothing_of_the_server_is()
    {
        var id = await _client.DeployFileAsync("loading/env.js", with => with["env"] = new JsonObject
        {
            ["GREETING"] = "hej",
            ["PASSWORD"] = new JsonObject { ["secret"] = "correct horse" },
        });

        var answer = await _client.CallAsync(id);

        answer.Json["atLoad"]!.GetValue<string>().Should().Be("hej");
        answer.Json["secret"]!.GetValue<int>().Should().Be(13);
        answer.Json["names"]!.AsArray().Select(name => name!.GetValue<string>()).Should().Equal("GREETING", "PASSWORD");
    }

    private async Task<int> CountAsync(string id) => (await _client.CallAsync(id)).Json["calls"]!.GetValue<int>();
}
