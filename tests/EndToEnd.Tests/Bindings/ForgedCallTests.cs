using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>
/// A worker that lies about who calls a service reaches nothing: functions keep what is not theirs any more, and send frames of their own past the shim.
/// </summary>
[Collection(SharedSupervisor.Collection)]
public sealed class ForgedCallTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task The_bindings_of_a_call_that_has_ended_are_refused_to_every_later_one()
    {
        var id = await _client.DeployFileAsync("bindings/keeper.js", Bound("users-table", maxWorkers: 1));
        (await _client.CallAsync(id)).Status.Should().Be(200);

        var answer = await _client.CallAsync(id);

        answer.Json["outcomes"]!.ToJsonString().Should().Be("""["permission_denied","permission_denied","permission_denied"]""", answer.ToString());
        answer.Json["own"].Should().BeOfType<JsonArray>("its own bindings work beside them");
        answer.Json["own"]!.ToJsonString().Should().NotContain("sneaked");
    }

    [Fact]
    public async Task A_raw_frame_can_do_what_the_function_was_granted_and_no_more()
    {
        var id = await _client.DeployFileAsync("bindings/raw-frames.js", Bound("raw-own"));

        var answers = await AskAsync(
            id, """{"service":"databases","method":"write","args":["raw-own","k",1]}""", """{"service":"databases","method":"get","args":["raw-own","k"]}""",
            """{"service":"databases","method":"write","args":["raw-other","k",1]}""", """{"service":"databases","method":"listTables","args":[]}""",
            """{"service":"storage","method":"get","args":["raw-own","k"]}""", """{"service":"databases","method":"constructor","args":["raw-own"]}""");

        answers.Should().Equal(
            """{"value":true}""", """{"value":1}""", "\"permission_denied\"", "\"permission_denied\"", "\"permission_denied\"", "\"invalid_argument\"");
    }

    [Fact]
    public async Task The_id_of_another_functions_open_call_opens_no_door()
    {
        var victim = await _client.DeployFileAsync("bindings/victim.js", Bound("victims"));
        var open = _client.CallAsync(victim);
        var victimId = await Eventually.FindsAsync(async () => await RowAsync("victims", "open") is { Status: 200 } row ? row.Json.GetValue<string>() : null, TimeSpan.FromSeconds(10), "the victim's call is open");
        var attacker = await _client.DeployFileAsync("bindings/raw-frames.js", Bound("raw-own"));

        var answers = await AskAsync(
            attacker,
            $$"""{"id":"{{victimId}}","service":"databases","method":"write","args":["victims","forged",1]}""",
            $$"""{"id":"{{victimId}}","service":"databases","method":"get","args":["victims"]}""",
            $$"""{"id":"{{victimId}}","service":"databases","method":"get","args":["raw-own"]}""");

        answers.Should().AllBe("\"permission_denied\"");
        (await RowAsync("victims", "forged")).Status.Should().Be(404);
        await _client.PostAsync("/databases/write", new JsonObject { ["tableName"] = "victims", ["key"] = "end", ["value"] = true });
        (await open).Text.Should().Be("ended", "the victim did not notice");
        (await _client.AuditAsync($"&actor=fn-{attacker}&outcome=denied")).Should().NotBeEmpty();
        (await _client.AuditAsync($"&actor=fn-{victim}&outcome=denied")).Should().BeEmpty("nothing of it is told of the victim");
    }

    [Fact]
    public async Task The_id_of_a_call_that_has_ended_and_one_that_nobody_gave_open_no_door()
    {
        var id = await _client.DeployFileAsync("bindings/raw-frames.js", Bound("raw-own", maxWorkers: 1));
        var ended = (await _client.CallAsync(id, SandboxClient.JsonContent(new JsonObject { ["calls"] = new JsonArray() }))).Json["invocationId"]!.GetValue<string>();

        var answers = await AskAsync(
            id, $$"""{"id":"{{ended}}","service":"databases","method":"write","args":["raw-own","late",1]}""",
            $$"""{"id":"{{new string('f', 32)}}","service":"databases","method":"write","args":["raw-own","late",1]}""",
            """{"service":"databases","method":"get","args":["raw-own","late"]}""");

        answers.Should().Equal("\"permission_denied\"", "\"permission_denied\"", "{}");
    }

    [Theory]
    [InlineData("function")]
    [InlineData("functionId")]
    [InlineData("functionName")]
    [InlineData("serviceAccountId")]
    [InlineData("caller")]
    public async Task A_call_that_names_another_function_ends_its_worker_and_does_nothing(string member)
    {
        var victim = await _client.DeployAsync("exports.handler = () => 1", Bound("named-victims"));
        var id = await _client.DeployFileAsync("bindings/raw-frames.js", Bound("raw-own"));

        var answer = await CallAsync(id, $$"""{"{{member}}":"{{victim}}","service":"databases","method":"write","args":["named-victims","k",1]}""");

        answer.Status.Should().Be(502, answer.ToString());
        answer.Text.Should().Contain("broke the protocol");
        (await RowAsync("named-victims", "k")).Status.Should().Be(404);
        (await AskAsync(id, """{"service":"databases","method":"getTableSize","args":["raw-own"]}""")).Should().ContainSingle(text => text.StartsWith("{\"value\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_functions_name_among_the_arguments_is_an_argument_and_nothing_else()
    {
        var victim = await _client.DeployAsync("exports.handler = () => 1", Bound("argument-victims"));
        var id = await _client.DeployFileAsync("bindings/raw-frames.js", Bound("raw-own"));

        var answers = await AskAsync(
            id, $$"""{"service":"databases","method":"get","args":["argument-victims","k",{"functionId":"{{victim}}","identity":"fn-{{victim}}"}]}""",
            $$"""{"service":"databases","method":"get","args":["fn-{{victim}}:argument-victims","k"]}""");

        answers.Should().AllBe("\"permission_denied\"");
    }

    private static Action<JsonObject> Bound(string table, int? maxWorkers = null) => with =>
    {
        with["bindings"] = JsonNode.Parse($$"""[{"service":"databases","permissions":[{"resource":"table","targets":["{{table}}"]}]}]""");
        if (maxWorkers is not null)
        {
            with["limits"] = new JsonObject { ["maxWorkers"] = maxWorkers };
        }
    };

    private Task<HttpAnswer> RowAsync(string table, string key) =>
        _client.PostAsync("/databases/get", new JsonObject { ["tableName"] = table, ["key"] = key });

    private Task<HttpAnswer> CallAsync(string id, params string[] calls) =>
        _client.CallAsync(id, SandboxClient.JsonContent(JsonNode.Parse($$"""{"calls":[{{string.Join(',', calls)}}]}""")!));

    /// <summary>What came back for each call, as JSON: a code when it was refused.</summary>
    private async Task<string[]> AskAsync(string id, params string[] calls)
    {
        var answer = await CallAsync(id, calls);
        answer.Status.Should().Be(200, answer.ToString());
        return [.. answer.Json["answers"]!.AsArray().Select(one => one!.ToJsonString())];
    }
}
