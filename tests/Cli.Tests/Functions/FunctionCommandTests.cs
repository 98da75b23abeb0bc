using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Functions;

/// <summary>What the commands for functions do beyond the plain case.</summary>
[Collection(SharedServer.Collection)]
public sealed class FunctionCommandTests(SharedServer server) : IAsyncLifetime
{
    private const string Echo = "async function handler(request, context) { console.log('seen', request.subpath); return { statusCode: +request.query.status || 200, headers: { 'x-seen': 'yes' }, body: { path: request.subpath, headers: request.headers, body: request.body } }; }\n";

    private readonly UserShell _shell = server.Shell();

    public async Task InitializeAsync()
    {
        await server.ClearAsync();
        _shell.Write("echo.js", Echo);
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_name_is_as_good_as_an_id()
    {
        var id = await server.Client.DeployAsync(Echo, with => with["name"] = "eightltr");

        var byName = await _shell.RunAsync("molnos functions get eightltr");

        byName.Json["function"]!["id"]!.GetValue<string>().Should().Be(id);
    }

    [Fact]
    public async Task A_second_deploy_of_a_name_says_how_to_change_it_and_upsert_changes_it()
    {
        await _shell.RunAsync("molnos functions deploy shop echo.js");

        var again = await _shell.RunAsync("molnos functions deploy shop echo.js");
        var upsert = await _shell.RunAsync("molnos functions deploy shop echo.js --upsert --methods GET");

        again.ExitCode.Should().Be(1);
        again.Out.Should().BeEmpty();
        again.Error.Should().Contain("shop exists already").And.Contain("molnos functions update shop").And.Contain("--upsert");
        upsert.ExitCode.Should().Be(0, upsert.ToString());
        upsert.Json["function"]!["version"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task Code_comes_from_stdin_and_every_flag_reaches_the_server()
    {
        _shell.Environment["API_KEY"] = "not-to-be-shown";
        _shell.Write("triggers.json", """[{"type":"http"},{"type":"event","eventName":"a"}]""");

        var result = await _shell.RunAsync(
            "molnos functions deploy all - --id=allflags --methods get,POST --triggers=@triggers.json --allow-unauthenticated --pass-all-headers --context=shop "
            + "--env A=1 --env B=x=y --secret API_KEY --timeout-ms 2000 --memory-mb=64 --concurrency 3 --max-workers 2 --min-workers=0 --cpu 0.5",
            Echo);

        result.ExitCode.Should().Be(0, result.ToString());
        var stored = (await server.Client.GetAsync("/functions/allflags/config")).Json["function"]!;
        stored["code"]!.GetValue<string>().Should().Be(Echo);
        stored["methods"]!.ToJsonString().Should().Be("""["GET","POST"]""");
        stored["triggers"]!.AsArray().Should().HaveCount(2);
        (stored["allowUnauthenticated"]!.GetValue<bool>(), stored["passAllHeaders"]!.GetValue<bool>(), stored["context"]!.GetValue<string>()).Should().Be((true, true, "shop"));
        stored["env"]!.ToJsonString().Should().Be("""{"A":"1","B":"x=y","API_KEY":{"secret":true}}""");
        stored["limits"]!.ToJsonString().Should().Be("""{"timeoutMs":2000,"memoryMb":64,"cpu":0.5,"concurrency":3,"maxWorkers":2,"minWorkers":0}""");
    }

    [Fact]
    public async Task A_flag_that_was_set_can_be_unset()
    {
        await _shell.RunAsync("molnos functions deploy open echo.js --allow-unauthenticated --methods=GET");

        var result = await _shell.RunAsync("molnos functions update open --allow-unauthenticated=false --methods='*'");

        result.Json["function"]!["allowUnauthenticated"]!.GetValue<bool>().Should().BeFalse();
        result.Json["function"]!.AsObject().Should().NotContainKey("methods");
    }

    [Fact]
    public async Task A_call_carries_path_query_headers_and_a_body_from_a_file()
    {
        await server.Client.DeployAsync(Echo, with => with["name"] = "echo");
        _shell.Write("body.txt", "plain text");

        var result = await _shell.RunAsync("molnos functions invoke echo PUT @body.txt --path='/a/b c?status=201' --header 'x-a: b' --full");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["statusCode"]!.GetValue<int>().Should().Be(201);
        result.Json["headers"]!["x-seen"]!.GetValue<string>().Should().Be("yes");
        result.Json["body"]!["path"]!.GetValue<string>().Should().Be("/a/b%20c");
        result.Json["body"]!["headers"]!["x-a"]!.GetValue<string>().Should().Be("b");
        result.Json["body"]!["headers"]!["content-type"]!.GetValue<string>().Should().Be("text/plain; charset=utf-8");
        result.Json["body"]!["body"]!.GetValue<string>().Should().Be("plain text");
        result.Json["logs"]![0]!["message"]!.GetValue<string>().Should().Be("seen /a/b%20c");
        result.Json["durationMs"]!.GetValue<double>().Should().BePositive();
    }

    [Fact]
    public async Task A_public_function_does_not_get_the_callers_token_unless_told_to()
    {
        await server.Client.DeployAsync(Echo, with => (with["name"], with["allowUnauthenticated"]) = ("public", true));

        var plain = await _shell.RunAsync("molnos functions invoke public");
        var told = await _shell.RunAsync("molnos functions invoke public --send-token");

        plain.Json["body"].Should().NotBeNull();
        plain.Json["headers"]!.AsObject().Should().NotContainKey("authorization");
        told.Json["headers"]!.AsObject().Should().ContainKey("authorization");
    }

    [Fact]
    public async Task A_functions_own_no_is_printed_and_is_exit_code_1()
    {
        await server.Client.DeployAsync(Echo, with => with["name"] = "echo");

        var result = await _shell.RunAsync("molnos functions invoke echo --path='?status=418'");

        result.ExitCode.Should().Be(1);
        result.Json["path"]!.GetValue<string>().Should().Be("/");
        result.Error.Should().Contain("418");
    }

    [Fact]
    public async Task Bytes_come_out_as_they_are()
    {
        await server.Client.DeployAsync("exports.handler = () => Buffer.from([0, 255, 10, 13, 27])", with => with["name"] = "bytes");

        var result = await _shell.RunAsync("molnos functions invoke bytes | od -An -tx1");

        result.Out.Trim().Should().Be("00 ff 0a 0d 1b");
    }

    [Fact]
    public async Task Who_may_only_call_functions_can_call_one_by_its_id()
    {
        var id = await server.Client.DeployAsync(Echo);
        var role = await server.Client.AddRoleAsync("functions.execute");
        var (_, key) = await server.Client.AddAccountAsync(role);
        _shell.PointAt(server.Supervisor.Address, key);

        var result = await _shell.RunAsync($"molnos functions invoke {id}");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["path"]!.GetValue<string>().Should().Be("/");
    }

    [Fact]
    public async Task Versions_are_listed_and_an_old_one_comes_back()
    {
        await _shell.RunAsync("molnos functions deploy versioned echo.js");
        await _shell.RunAsync("molnos functions update versioned --methods GET");

        var back = await _shell.RunAsync("molnos functions rollback versioned 1");
        var versions = await _shell.RunAsync("molnos functions versions versioned");

        back.Json["function"]!.AsObject().Should().NotContainKey("methods");
        versions.Json["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<int>()).Should().Equal(3, 2, 1);
    }

    [Fact]
    public async Task A_log_is_read_filtered_and_followed_a_json_object_on_a_line()
    {
        await server.Client.DeployAsync("exports.handler = (request) => { console.error('bad'); console.log('good'); }", with => (with["name"], with["id"]) = ("noisy", "noisy-01"));
        using var follow = _shell.Start("molnos functions logs noisy --follow");
        try
        {
            await server.Client.CallAsync("noisy-01");
            await server.Client.LogLineAsync("noisy-01", line => line.Message == "good", "what was printed");

            var errors = await _shell.RunAsync("molnos functions logs noisy --level=error --limit 5");
            var first = await follow.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
            var second = await follow.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));

            errors.Json["logs"]!.AsArray().Select(line => line!["message"]!.GetValue<string>()).Should().Equal("bad");
            new[] { first, second }.Select(line => JsonNode.Parse(line!)!["message"]!.GetValue<string>()).Should().Equal("bad", "good");
        }
        finally
        {
            follow.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Watched_statistics_are_a_line_of_json_each_time()
    {
        using var watch = _shell.Start("molnos functions stats --watch --interval 0.1");
        try
        {
            for (var look = 0; look < 2; look++)
            {
                var line = await watch.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(10));
                JsonNode.Parse(line!)!["stats"]!["totalFunctions"]!.GetValue<int>().Should().Be(0);
            }
        }
        finally
        {
            watch.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Code_that_does_not_load_is_refused_with_its_error_and_line()
    {
        _shell.Write("broken.js", "function handler() {\n  return {;\n}\n");

        var result = await _shell.RunAsync("molnos functions deploy broken broken.js");

        result.ExitCode.Should().Be(1);
        result.Error.Should().Contain("SyntaxError").And.Contain("line 2");
    }
}
