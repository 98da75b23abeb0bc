using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>A function reaches the tables it declared, in the ways it declared, and nothing else.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class DatabaseBindingTests(SharedSupervisor shared)
{
    private const string Example =
        """[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["users-table"]}]}]""";

    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task The_public_example_works_and_is_refused_the_table_it_did_not_declare()
    {
        var id = await _client.DeployFileAsync("bindings/users.js", Bound(Example));

        var answer = await _client.CallAsync(id);

        answer.Json["user"]!["name"]!.GetValue<string>().Should().Be("Ada", answer.ToString());
        answer.Json["all"]!.ToJsonString().Should().Contain("""["user-1",{"name":"Ada","visits":1}]""");
        answer.Json["refused"]!.GetValue<string>().Should().Be("permission_denied");
    }

    [Fact]
    public async Task Read_and_write_of_one_table_are_just_that()
    {
        var id = await DeployAsync(Example);

        var outcomes = await CallAsync(
            id,
            """["write","users-table","a",1]""", """["get","users-table","a"]""", """["getTableSize","users-table"]""", """["query","users-table"]""",
            """["update","users-table","b",1,{"ifVersion":0}]""", """["batch",[{"delete":{"table":"users-table","key":"a"}}]]""", """["delete","users-table","b"]""",
            """["write","other","a",1]""", """["get","other"]""", """["get","users-table2"]""", """["get","Users-table"]""",
            """["createTable","users-table"]""", """["deleteTable","users-table"]""", """["listTables"]""",
            """["batch",[{"write":{"table":"users-table","key":"sneaked","value":1}},{"write":{"table":"other","key":"a","value":1}}]]""",
            """["get","users-table","sneaked"]""");

        outcomes[..7].Should().OnlyContain(outcome => !outcome.Contains("permission_denied"));
        outcomes[7..15].Should().OnlyContain(outcome => outcome.Contains("\"code\":\"permission_denied\"") && outcome.Contains("\"isError\":true"));
        outcomes[15].Should().Be("""{"undefined":true}""", "a batch that is refused one table changes none");
    }

    [Fact]
    public async Task Another_service_is_not_even_there()
    {
        var id = await _client.DeployAsync("async function handler(request, context) { return Object.keys(context.bindings); }", Bound(Example));

        (await _client.CallAsync(id)).Text.Should().Be("""["databases"]""");
    }

    [Fact]
    public async Task Read_of_one_table_reads_it_and_all_else_is_denied_in_a_way_that_the_function_can_catch_and_the_audit_log_has()
    {
        var id = await DeployAsync("""[{"service":"databases","permissions":[{"resource":"table","actions":["read"],"targets":["users-table"]}]}]""");

        var outcomes = await CallAsync(id, """["get","users-table"]""", """["write","users-table","a",1]""", """["delete","users-table","a"]""", """["get","other-table"]""");

        outcomes[0].Should().StartWith("""{"value":[""");
        outcomes[1..].Should().OnlyContain(outcome => outcome.Contains("\"code\":\"permission_denied\"") && outcome.Contains("\"isError\":true"));
        (await _client.AuditAsync($"&actor=fn-{id}&outcome=denied")).GroupBy(denial => $"{denial.Action}:{denial.Target}")
            .Select(denials => $"{denials.Key} {denials.Sum(denial => denial.Count)}").Should().BeEquivalentTo(
            "databases.table.write:users-table 2", "databases.table.read:other-table 1");
    }

    [Fact]
    public async Task Who_may_deploy_but_not_bind_is_refused_by_name_and_nothing_is_stored()
    {
        var (_, key) = await _client.AddAccountAsync(await _client.AddRoleAsync("functions.create", "functions.update", "functions.read", "functions.bindings.create:storage"));
        using var deployer = _client.As(key);
        var plain = await deployer.DeployAsync("exports.handler = () => 1");
        var name = $"bound-{Guid.NewGuid():N}";

        var refused = await deployer.TryDeployAsync("exports.handler = () => 2", with =>
        {
            Bound(Example)(with);
            with["name"] = name;
        });
        var changed = await deployer.PutAsync($"/functions/{plain}", new JsonObject { ["bindings"] = JsonNode.Parse(Example) });

        (refused.Status, refused.Json["message"]!.GetValue<string>()).Should().Be((403, "This needs the permission functions.bindings.create:databases."));
        (changed.Status, changed.Json["message"]!.GetValue<string>()).Should().Be((403, "This needs the permission functions.bindings.create:databases."));
        (await deployer.GetAsync($"/functions/list?name={name}")).Json["count"]!.GetValue<int>().Should().Be(0);
        var kept = (await deployer.GetAsync($"/functions/{plain}")).Json["function"]!;
        (kept["version"]!.GetValue<int>(), kept["bindings"]).Should().Be((1, null));
    }

    [Theory]
    [InlineData("""[{"service":"databases","permissions":[{}]}]""", "own other list make")]
    [InlineData("""[{"service":"databases","permissions":[{"actions":["read"]}]}]""", "list")]
    [InlineData("""[{"service":"databases","permissions":[{"resource":"table"}]}]""", "own other make")]
    [InlineData("""[{"service":"databases","permissions":[{"resource":"table","actions":["write"]}]}]""", "own other")]
    [InlineData("""[{"service":"databases","permissions":[{"resource":"table","targets":["own"]}]}]""", "own")]
    [InlineData("""[{"service":"databases","permissions":[{"resource":"table","actions":["create"],"targets":["made"]}]}]""", "make")]
    [InlineData("""[{"service":"databases","resource":"own","permissions":["read","write"]}]""", "own")]
    [InlineData("""[{"service":"databases","resource":"own","permissions":["read"]}]""", "")]
    [InlineData("""[{"service":"databases","permissions":["write"]}]""", "own other")]
    public async Task Each_level_of_a_binding_grants_what_it_says_and_no_more(string bindings, string granted)
    {
        var id = await DeployAsync(bindings);

        var outcomes = await CallAsync(id, """["write","own","a",1]""", """["write","other","a",1]""", """["listTables"]""", """["createTable","made"]""");

        new[] { "own", "other", "list", "make" }.Where((_, index) => !outcomes[index].Contains("permission_denied", StringComparison.Ordinal))
            .Should().Equal(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_table_of_another_function_is_out_of_reach()
    {
        var owner = await DeployAsync(Only("owners"));
        var other = await DeployAsync(Only("others"));
        await CallAsync(owner, """["write","owners","secret","s3cret"]""");

        var outcomes = await CallAsync(
            other, """["get","owners"]""", """["get","owners","secret"]""", """["query","owners"]""", """["getTableSize","owners"]""", """["delete","owners","secret"]""");

        outcomes.Should().OnlyContain(outcome => outcome.Contains("permission_denied") && !outcome.Contains("s3cret"));
        (await CallAsync(owner, """["get","owners","secret"]""")).Should().Equal("""{"value":"s3cret"}""");

        static string Only(string table) => $$"""[{"service":"databases","permissions":[{"resource":"table","targets":["{{table}}"]}]}]""";
    }

    [Fact]
    public async Task Values_come_back_as_they_went()
    {
        var id = await DeployAsync(Example.Replace("users-table", "shapes-table", StringComparison.Ordinal));
        var deep = string.Concat(Enumerable.Repeat("[", 200)) + string.Concat(Enumerable.Repeat("]", 200));
        string[] values = ["null", "false", "0.1", "\"åäö 😀 \\u0000\"", """{"a":[1,{"b":null}],"__proto__x":1}""", deep];

        foreach (var value in values)
        {
            var outcomes = await CallAsync(id, $"""["write","shapes-table","shape 😀",{value}]""", """["get","shapes-table","shape 😀"]""");

            JsonNode.DeepEquals(JsonNode.Parse(outcomes[1], documentOptions: new() { MaxDepth = 256 })!["value"], JsonNode.Parse(value, documentOptions: new() { MaxDepth = 256 }))
                .Should().BeTrue(outcomes[0] + outcomes[1]);
        }
    }

    [Fact]
    public async Task A_call_after_the_answer_is_refused()
    {
        var id = await _client.DeployFileAsync("bindings/after-the-answer.js", with =>
        {
            Bound(Example)(with);
            with["limits"] = new JsonObject { ["maxWorkers"] = 1 };
        });
        (await _client.CallAsync(id)).Text.Should().Be("answered");

        var told = await Eventually.FindsAsync(
            async () => await _client.CallAsync(id, "?tell=1") is var answer && answer.Json["late"] is not null ? answer : null,
            TimeSpan.FromSeconds(5),
            "the late call has ended");

        told.Json["late"]!.GetValue<string>().Should().Be("permission_denied");
        told.Json["stored"].Should().BeNull();
    }

    [Fact]
    public async Task What_a_function_was_told_is_written_outlives_a_kill_of_the_supervisor()
    {
        using var data = new DataFolder();
        string id;
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            id = await client.DeployFileAsync("bindings/tables.js", Bound(Example));
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => client.CallServicesAsync(id, $"""["write","users-table","{n:00}",{n}]""")));
            outcomes.Should().OnlyContain(outcome => outcome[0] == """{"value":true}""");
            await first.KillAsync();
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        var rows = JsonNode.Parse((await again.CallServicesAsync(id, """["get","users-table"]"""))[0])!["value"]!.AsArray();
        rows.Select(row => (row![0]!.GetValue<string>(), row[1]!.GetValue<int>())).Should().Equal(Enumerable.Range(0, 20).Select(n => ($"{n:00}", n)));
    }

    private static Action<JsonObject> Bound(string bindings) => with => with["bindings"] = JsonNode.Parse(bindings);

    private Task<string> DeployAsync(string bindings) => _client.DeployFileAsync("bindings/tables.js", Bound(bindings));

    private Task<string[]> CallAsync(string id, params string[] calls) => _client.CallServicesAsync(id, calls);
}
