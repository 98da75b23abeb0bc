using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Access;

/// <summary>What functions and callers were denied, and what was done, stands in the audit log.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class AuditTests(SharedSupervisor shared)
{
    private const string Users = """[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["users-table"]}]}]""";

    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task The_public_examples_denial_stands_in_the_audit_log()
    {
        var id = await _client.DeployFileAsync("bindings/users.js", with => with["bindings"] = JsonNode.Parse(Users));
        var answer = await _client.CallAsync(id);
        answer.Json["refused"]!.GetValue<string>().Should().Be("permission_denied", answer.ToString());

        var denial = (await _client.AuditAsync($"&actor=fn-{id}")).Should().ContainSingle().Subject;

        denial.Should().Be(new AuditRecord(
            "denied", Status: null, 1, $"function fn-{id}", "databases.table.read", "databases.table.read:orders-table", "orders-table", TargetName: null,
            answer.Header("x-molnos-invocation-id")));
    }

    [Fact]
    public async Task Other_tables_actions_and_services_and_calls_after_the_answer_stand_in_it_too()
    {
        var id = await _client.DeployAsync(
            """
            const tried = [];
            async function handler(request, context) {
              const { databases } = context.bindings;
              for (const call of [() => databases.get('users-table2'), () => databases.createTable('users-table'), () => databases.listTables()]) {
                await call().catch((error) => tried.push(error.code));
              }
              setTimeout(() => databases.get('users-table').catch((error) => tried.push(error.code)), 50);
              return tried;
            }
            """,
            with => with["bindings"] = JsonNode.Parse(Users));
        (await _client.CallAsync(id)).Text.Should().Be("""["permission_denied","permission_denied","permission_denied"]""");

        var denials = await Eventually.FindsAsync(
            async () => await _client.AuditAsync($"&actor=fn-{id}&outcome=denied") is { Count: 4 } all ? all : null, TimeSpan.FromSeconds(5), "four denials are in the log");

        denials.Select(denial => $"{denial.Permission ?? denial.Action} {denial.Target}").Should().BeEquivalentTo(
            "databases.table.read:users-table2 users-table2", "databases.table.create:users-table users-table", "databases.read ", "bindings.call databases.get");
    }

    [Fact]
    public async Task Who_may_not_call_a_function_stands_in_it_and_who_may_does_not()
    {
        var id = await _client.DeployAsync("exports.handler = () => 'done'");
        var (stranger, key) = await _client.AddAccountAsync(await _client.AddRoleAsync("functions.read"));
        using var other = _client.As(key);

        (await other.CallAsync(id)).Status.Should().Be(403);
        (await shared.Anonymous.CallAsync(id)).Status.Should().Be(401);
        (await _client.CallAsync(id)).Status.Should().Be(200);

        (await _client.AuditAsync($"&target={id}&action=functions.execute")).Select(record => (record.Actor, record.Status, record.Permission)).Should().BeEquivalentTo(new[]
        {
            ($"service-account {stranger}", (int?)403, $"functions.execute:{id}"), ("anonymous anonymous", 401, $"functions.execute:{id}"),
        });
    }

    [Fact]
    public async Task A_changed_role_holds_for_the_next_request_and_the_log_has_the_denial_the_change_and_the_act()
    {
        var role = await _client.AddRoleAsync("functions.read");
        var (account, key) = await _client.AddAccountAsync(role);
        using var holder = _client.As(key);

        (await holder.TryDeployAsync("exports.handler = () => 1")).Status.Should().Be(403);
        await _client.ChangeRoleAsync(role, "functions.create");
        var deployed = await holder.DeployAsync("exports.handler = () => 1");
        (await holder.GetAsync($"/functions/{deployed}")).Status.Should().Be(403);

        (await _client.AuditAsync($"&actor={account}")).Select(record => $"{record.Outcome} {record.Action} {record.Target}").Should().BeEquivalentTo(
            "denied functions.read " + deployed, "done functions.create " + deployed, "denied functions.create ");
        (await _client.AuditAsync($"&target={role}")).Select(record => $"{record.Outcome} {record.Action}").Should().Equal("done identity.update", "done identity.create");
    }

    [Fact]
    public async Task Every_acknowledged_act_outlives_a_kill()
    {
        using var data = new DataFolder();
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            var enough = new TaskCompletionSource();
            var acts = Enumerable.Range(0, 8).Select(async worker =>
            {
                try
                {
                    for (var i = 0; ; i++)
                    {
                        var body = new JsonObject { ["roleId"] = $"role-{worker}-{i}", ["permissions"] = new JsonArray() };
                        var answer = await client.PostAsync("/identity/roles", body);
                        answer.Status.Should().Be(201);
                        acknowledged.Add($"role-{worker}-{i}");
                        if (acknowledged.Count > 100)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The server is gone in the middle of this one: nobody was told that it was done.
                }
            }).ToList();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(30));
            await first.KillAsync();
            await Task.WhenAll(acts);
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        var written = (await again.AuditAsync("&action=identity.create&outcome=done")).Select(record => record.Target).ToHashSet();
        acknowledged.Should().HaveCountGreaterThan(100).And.OnlyContain(role => written.Contains(role));
    }
}
