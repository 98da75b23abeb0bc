using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>A function calls other functions, those that it declared.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class InvokeTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task The_example_of_the_documentation_works()
    {
        await _client.DeployFileAsync("bindings/prices.js", with => with["name"] = "prices");
        var checkout = await _client.DeployFileAsync("bindings/checkout.js", with => with["bindings"] = JsonNode.Parse(Granting("prices")));

        (await _client.CallAsync(checkout)).Text.Should().Be("""{"total":12}""");
    }

    [Fact]
    public async Task A_request_arrives_as_it_was_made_and_names_the_calling_function()
    {
        var (name, invoked) = await DeployInvokedAsync();
        var caller = await DeployCallerAsync(Granting(name));

        var answer = (await CallAsync(
            caller, $$$"""["{{{name}}}",{"method":"patch","path":"/a/b","query":{"x":["1","2"]},"headers":{"X-Mine":"yes","x-molnos-chain":"0"},"body":{"n":1}}]"""))[0];

        answer["statusCode"]!.GetValue<int>().Should().Be(200, answer.ToJsonString());
        var seen = answer["body"]!;
        seen["method"]!.GetValue<string>().Should().Be("PATCH");
        seen["subpath"]!.GetValue<string>().Should().Be("/a/b");
        seen["url"]!.GetValue<string>().Should().EndWith($"/functions/run/{invoked}/a/b?x=1&x=2");
        seen["query"]!.ToJsonString().Should().Be("""{"x":["1","2"]}""");
        seen["body"]!.ToJsonString().Should().Be("""{"n":1}""");
        seen["headers"]!.ToJsonString().Should().Be("""{"x-mine":"yes","content-type":"application/json"}""");
        seen["identity"]!["id"]!.GetValue<string>().Should().Be($"fn-{caller}");
        seen["identity"]!["type"]!.GetValue<string>().Should().Be("function");
        seen["identity"]!["roles"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Answers_of_every_kind_arrive_as_what_they_are()
    {
        var (name, _) = await DeployInvokedAsync();
        var caller = await DeployCallerAsync(Granting(name));

        var answers = await CallAsync(
            caller, $$"""["{{name}}",{"path":"/bytes","bytes":"AAH/"}]""", $"""["{name}",{Path("/text")}]""", $"""["{name}",{Path("/nothing")}]""",
            $"""["{name}",{Path("/teapot")}]""", $"""["{name}",{Path("/stream")}]""", $"""["{name}",{Path("/throws")}]""");

        answers[0]["body"]!.ToJsonString().Should().Be("""{"bytes":"AAH/"}""");
        answers[1]["body"]!.GetValue<string>().Should().Be("å text");
        (answers[2]["statusCode"]!.GetValue<int>(), answers[2]["hasBody"]!.GetValue<bool>()).Should().Be((204, false));
        answers[3]["statusCode"]!.GetValue<int>().Should().Be(418);
        answers[3]["headers"]!["set-cookie"]!.ToJsonString().Should().Be("""["a=1","b=2"]""");
        answers[3]["body"]!.ToJsonString().Should().Be("""{"short":true}""");
        answers[4]["body"]!.GetValue<string>().Should().Be("one,two");
        answers[5]["statusCode"]!.GetValue<int>().Should().Be(500);
        answers[5].ToJsonString().Should().NotContain("a secret of mine").And.Contain("\"cause\":{\"statusCode\":500}");
    }

    [Theory]
    [InlineData("name", "allowed", true)]
    [InlineData("id", "allowed", true)]
    [InlineData("name", "id", true)]
    [InlineData("id", "name", true)]
    [InlineData("id", "other", false)]
    public async Task A_grant_names_a_function_by_its_id_or_its_name(string by, string granted, bool isAllowed)
    {
        var (name, id) = await DeployInvokedAsync();
        var (other, _) = await DeployInvokedAsync();
        var caller = await DeployCallerAsync(granted switch
        {
            "id" => Granting(id),
            "name" => Granting(name),
            "other" => Granting(other),
            _ => """[{"service":"functions","permissions":[{}]}]""",
        });

        var answer = (await CallAsync(caller, $"""["{(by == "id" ? id : name)}"]"""))[0];

        answer["code"]?.GetValue<string>().Should().Be(isAllowed ? null : "permission_denied");
        (answer["statusCode"]?.GetValue<int>()).Should().Be(isAllowed ? 200 : null);
    }

    [Fact]
    public async Task No_function_can_be_called_like_anothers_id_nor_have_an_id_like_anothers_name()
    {
        var (_, id) = await DeployInvokedAsync();
        var eight = $"n{Guid.NewGuid():N}"[..8];
        await _client.DeployAsync("export const handler = () => 1;", with => with["name"] = eight);

        var named = await _client.TryDeployAsync("export const handler = () => 2;", with => with["name"] = id);
        var identified = await _client.TryDeployAsync("export const handler = () => 2;", with => with["id"] = eight);

        (named.Status, identified.Status).Should().Be((409, 409));
        named.Json["message"]!.GetValue<string>().Should().Contain("is the id of another function");
        identified.Json["message"]!.GetValue<string>().Should().Contain("is the name of another function");
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_what_is_not_granted_is_denied_whether_it_is_there_or_not()
    {
        var (name, _) = await DeployInvokedAsync();
        var listener = $"listener-{Guid.NewGuid():N}";
        await _client.DeployAsync("export const handler = () => 1;", with =>
        {
            with["name"] = listener;
            with["triggers"] = JsonNode.Parse("""[{"type":"event","eventName":"never"}]""");
        });
        var all = await DeployCallerAsync("""[{"service":"functions","permissions":[{}]}]""");
        var none = await DeployCallerAsync(Granting("another"));

        var found = await CallAsync(all, """["not-there"]""", $"""["{listener}"]""", """["a b"]""");
        var denied = await CallAsync(none, """["not-there"]""", $"""["{name}"]""");

        found.Select(one => one["code"]!.GetValue<string>()).Should().Equal("not_found", "not_found", "not_found");
        denied.Select(one => one["code"]!.GetValue<string>()).Should().Equal("permission_denied", "permission_denied");
        denied.Should().OnlyContain(one => one["isError"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_called_function_has_no_more_time_than_its_caller_has_left()
    {
        var (name, invoked) = await DeployInvokedAsync();
        var caller = await DeployCallerAsync(Granting(name), with => with["limits"] = new JsonObject { ["timeoutMs"] = 2000 });

        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var answer = (await CallAsync(caller, $"""["{name}"]"""))[0];

        answer["body"]!["deadline"]!.GetValue<long>().Should().BeLessThan(before + 30_000 - 10_000, "its own limit is 30 s");
        var tooLong = await SendAsync(caller, $"""["{name}",{Path("/waits")}]""");
        // Both end at the same moment: the caller may still have the time to pass on that what it called was stopped.
        tooLong.Status.Should().BeOneOf([504, 200], tooLong.ToString());
        await _client.LogLineAsync(invoked, line => line.Message.Contains("did not end within its limit", StringComparison.Ordinal) || line.Message.StartsWith("stopped by", StringComparison.Ordinal), "the end of the called function");
    }

    [Fact]
    public async Task When_the_calling_function_ends_what_it_called_is_told_to_stop()
    {
        var (name, invoked) = await DeployInvokedAsync();
        var caller = await _client.DeployAsync(
            """
            let end;
            export const handler = (request, { bindings }) => {
              if (request.subpath === '/end') return end();
              bindings.functions.invoke(process.env.TARGET, { path: '/waits' }).catch(() => {});
              return new Promise((resolve) => { end = () => { resolve('gone'); return 'ended'; }; });
            };
            """,
            with =>
            {
                with["bindings"] = JsonNode.Parse(Granting(name));
                with["env"] = new JsonObject { ["TARGET"] = name };
                with["limits"] = new JsonObject { ["maxWorkers"] = 1 };
            });
        var call = _client.CallAsync(caller);
        await _client.LogLineAsync(invoked, line => line.Message == "waiting", "the called function has begun");

        await _client.CallAsync(caller, "/end");

        (await call).Text.Should().Be("gone");
        await _client.LogLineAsync(invoked, line => line.Message == "stopped by AbortError", "the stop");
    }

    [Fact]
    public async Task A_function_with_one_slot_that_calls_itself_ends_with_a_definite_error_and_serves_on()
    {
        var id = await DeployCallerAsync(
            """[{"service":"functions","permissions":[{}]}]""",
            with => with["limits"] = new JsonObject { ["timeoutMs"] = 1500, ["concurrency"] = 1, ["maxWorkers"] = 1 });

        var stuck = await SendAsync(id, """["$self",{"body":{"calls":[]}}]""");
        var next = await SendAsync(id);

        stuck.Status.Should().Be(504, stuck.ToString());
        next.Status.Should().Be(200, next.ToString());
    }

    private static string Path(string path) => $$"""{"path":"{{path}}"}""";

    private static string Granting(string target) => $$"""[{"service":"functions","permissions":[{"resource":"function","targets":["{{target}}"]}]}]""";

    private async Task<(string Name, string Id)> DeployInvokedAsync()
    {
        var name = $"invoked-{Guid.NewGuid():N}";
        return (name, await _client.DeployFileAsync("bindings/invoked.js", with => with["name"] = name));
    }

    private Task<string> DeployCallerAsync(string bindings, Action<JsonObject>? further = null) => _client.DeployFileAsync("bindings/invokes.js", with =>
    {
        with["bindings"] = JsonNode.Parse(bindings);
        further?.Invoke(with);
    });

    private async Task<IReadOnlyList<JsonNode>> CallAsync(string id, params string[] calls)
    {
        var answer = await SendAsync(id, calls);
        answer.Status.Should().Be(200, answer.ToString());
        return [.. answer.Json.AsArray().Select(one => one!)];
    }

    private async Task<HttpAnswer> SendAsync(string id, params string[] calls)
    {
        using var body = SandboxClient.JsonContent(JsonNode.Parse($$"""{"calls":[{{string.Join(',', calls)}}]}""")!);
        return await _client.CallAsync(id, body);
    }
}
