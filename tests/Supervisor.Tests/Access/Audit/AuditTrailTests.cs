using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>Every act of management and every denial stands in the audit log: who, what, on which, from where, and how it ended.</summary>
public sealed class AuditTrailTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Fact]
    public async Task Every_change_of_a_function_stands_in_it_with_id_and_name()
    {
        var (id, name) = ("audited1", "audited");
        await host.SendAsync(201, "POST", "/functions/deploy", $$"""{"name":"{{name}}","id":"{{id}}","code":"exports.handler = () => 1"}""");
        await host.SendAsync(200, "PUT", $"/functions/{id}", """{"methods":["GET"]}""");
        await host.SendAsync(200, "POST", $"/functions/{id}/rollback", """{"version":1}""");
        await host.SendAsync(200, "DELETE", $"/functions/{id}");

        (await host.AuditAsync($"&target={id}")).Select(record => record.Line()).Should().Equal(
            $"done 200 functions.delete functions.delete DELETE /functions/{{id}} {id} {name}",
            $"done 200 functions.update functions.update POST /functions/{{id}}/rollback {id} {name}",
            $"done 200 functions.update functions.update PUT /functions/{{id}} {id} {name}",
            $"done 201 functions.create functions.create POST /functions/deploy {id} {name}");
        (await host.AuditAsync($"&target={name}")).Should().HaveCount(4, "people know functions by their names");
    }

    [Fact]
    public async Task Every_change_of_accounts_and_roles_stands_in_it()
    {
        var (id, name, _) = await host.AddHolderAsync("functions.read");
        await host.SendAsync(200, "POST", $"/identity/service-accounts/{id}/rotate-key");
        await host.SendAsync(200, "PATCH", $"/identity/roles/{name}", """{"permissions":[]}""");
        await host.SendAsync(200, "DELETE", $"/identity/service-accounts/{id}");
        await host.SendAsync(200, "DELETE", $"/identity/roles/{name}");

        (await host.AuditAsync($"&target={name}")).Select(record => record.Line()).Should().Equal(
            $"done 200 identity.delete identity.delete DELETE /identity/roles/{{id}} {name} -",
            $"done 200 identity.delete identity.delete DELETE /identity/service-accounts/{{id}} {id} {name}",
            $"done 200 identity.update identity.update PATCH /identity/roles/{{id}} {name} -",
            $"done 200 identity.update identity.update POST /identity/service-accounts/{{id}}/rotate-key {id} {name}",
            $"done 201 identity.create identity.create POST /identity/service-accounts {id} {name}",
            $"done 201 identity.create identity.create POST /identity/roles {name} -");
    }

    [Fact]
    public async Task A_record_says_who_from_where_and_when()
    {
        var began = DateTimeOffset.UtcNow;
        var (id, name, key) = await host.AddHolderAsync("functions.delete");
        await host.SendAsync(404, "DELETE", "/functions/who-when", token: key);

        var record = (await host.AuditAsync("&target=who-when")).Should().ContainSingle().Subject;
        record["actor"]!.ToJsonString().Should().Be($$"""{"id":"{{id}}","name":"{{name}}","type":"service-account"}""");
        record["address"]!.GetValue<string>().Should().Be("127.0.0.1");
        record["timestamp"]!.GetValue<DateTimeOffset>().Should().BeOnOrAfter(began.AddMilliseconds(-1)).And.BeOnOrBefore(DateTimeOffset.UtcNow);
        record["count"]!.GetValue<int>().Should().Be(1);
    }

    [Theory]
    [InlineData("PUT", "/functions/refused1", "{}", 400, "refused 400 functions.update functions.update PUT /functions/{id} refused1 -")]
    [InlineData("DELETE", "/functions/refused2", null, 404, "refused 404 functions.delete functions.delete DELETE /functions/{id} refused2 -")]
    [InlineData("DELETE", "/identity/roles/user", null, 403, "denied 403 identity.delete identity.delete DELETE /identity/roles/{id} user -")]
    public async Task What_was_refused_stands_in_it_too(string method, string path, string? body, int status, string line)
    {
        await host.SendAsync(status, method, path, body);

        (await host.AuditAsync($"&target={path.Split('/')[^1]}"))[0].Line().Should().Be(line);
    }

    [Fact]
    public async Task The_tables_of_a_request_stand_in_it_whether_the_path_the_query_or_the_body_names_them_and_no_key_or_value()
    {
        var (id, _, key) = await host.AddHolderAsync("databases.*:own", "databases.table.write:more");
        await host.SendAsync(201, "POST", "/databases/tables/own", token: key);
        await host.SendAsync(200, "POST", "/databases/write", """{"tableName":"own","key":"a-key","value":"a-value"}""", key);
        await host.SendAsync(200, "POST", "/databases/get", """{"tableName":"own","key":"a-key"}""", key);
        await host.SendAsync(
            200, "POST", "/databases/batch",
            """{"changes":[{"delete":{"tableName":"own","key":"a-key"}},{"write":{"tableName":"more","key":"a-key","value":"a-value"}}]}""", key);
        await host.SendAsync(403, "DELETE", "/databases/delete?tableName=others&key=a-key", token: key);

        var records = await host.AuditAsync($"&actor={id}");
        records.Select(record => record.Line()).Should().BeEquivalentTo(
            "done 201 databases.table.create databases.table.create:own POST /databases/tables/{table} own -",
            "done 200 databases.table.write databases.table.write:own POST /databases/write own -",
            "done 200 databases.table.write databases.table.write POST /databases/batch own, more -",
            "denied 403 databases.table.write databases.table.write:others DELETE /databases/delete others -");
        string.Concat(records.Select(record => record.ToJsonString())).Should().NotContain("a-key").And.NotContain("a-value");
    }

    [Fact]
    public async Task Reading_is_no_act_and_an_address_that_is_none_is_neither_act_nor_denial()
    {
        var (id, _, key) = await host.AddHolderAsync("*");
        await host.SendAsync(200, "GET", "/functions/list", token: key);
        await host.SendAsync(200, "GET", "/identity/whoami", token: key);
        await host.SendAsync(404, "GET", "/functions/nothing1", token: key);
        await host.SendAsync(404, "POST", "/nowhere", token: key);
        await host.SendAsync(405, "PUT", "/functions/list/config", token: key);

        (await host.AuditAsync($"&actor={id}")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_caller_without_a_valid_token_is_denied_as_nobody_whatever_the_method()
    {
        await host.SendAsync(401, "GET", "/functions/nobody-1", token: null);
        await host.SendAsync(401, "DELETE", "/functions/nobody-1", token: "sa.administrator.wrong");
        await host.SendAsync(401, "GET", "/identity/whoami", token: "not-a-token-of-ours");

        var records = await host.AuditAsync("&actor=anonymous&outcome=denied");
        records.Select(record => record.Line()).Should().Contain(
            "denied 401 functions.read functions.read GET /functions/{id} nobody-1 -",
            "denied 401 functions.delete functions.delete DELETE /functions/{id} nobody-1 -",
            "denied 401 GET /identity/whoami - GET /identity/whoami - -");
        records.Should().OnlyContain(record => record["actor"]!["type"]!.GetValue<string>() == "anonymous" && record["address"]!.GetValue<string>() == "127.0.0.1");
    }

    [Fact]
    public async Task A_deploy_without_the_right_to_bind_is_a_denial_that_names_the_permission_and_the_function()
    {
        var (id, _, key) = await host.AddHolderAsync("functions.create", "functions.bindings.create:observability");
        await host.SendAsync(
            403, "POST", "/functions/deploy",
            """{"name":"overreaching","code":"exports.handler = () => 1","bindings":[{"service":"observability","permissions":[{}]},{"service":"databases","permissions":[{}]}]}""", key);

        var lines = (await host.AuditAsync($"&actor={id}")).Select(record => record.Line());
        lines.Should().Equal("denied 403 functions.create functions.bindings.create:databases POST /functions/deploy - overreaching");
        (await host.AuditAsync("&action=functions.bindings.create&target=overreaching")).Should().ContainSingle();
    }

    [Fact]
    public async Task Who_grants_more_than_they_hold_is_denied_for_what_they_lack()
    {
        var (id, _, key) = await host.AddHolderAsync("identity.*");
        await host.SendAsync(403, "POST", "/identity/roles", """{"roleId":"too-much","permissions":["functions.delete"]}""", key);

        (await host.AuditAsync($"&actor={id}")).Select(record => record.Line())
            .Should().Equal("denied 403 identity.create functions.delete POST /identity/roles too-much -");
    }

    [Fact]
    public async Task Denials_that_are_alike_are_one_record_with_a_number()
    {
        var (id, _, key) = await host.AddHolderAsync("functions.read");
        for (var i = 0; i < 50; i++)
        {
            await host.SendAsync(403, "DELETE", "/functions/again-01", token: key);
        }

        var records = await host.AuditAsync($"&actor={id}");

        records.Sum(record => record["count"]!.GetValue<int>()).Should().Be(50);
        records.Should().HaveCountLessThan(50).And.OnlyContain(record => record.Line() == "denied 403 functions.delete functions.delete DELETE /functions/{id} again-01 -");
    }

    [Fact]
    public async Task A_flood_without_a_token_is_counted_to_the_last_and_recorded_within_its_bound()
    {
        var flooded = new FrontHost(static _ => { }, "--Audit:DenialsPerSecond", "5");
        await flooded.InitializeAsync();
        try
        {
            var began = System.Diagnostics.Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, 400).Select(i => flooded.SendAsync(401, "GET", $"/functions/flood-{i}", token: null)));
            var windows = (int)began.Elapsed.TotalSeconds + 2;

            var records = await flooded.AuditAsync("&actor=anonymous");

            records.Sum(record => record["count"]!.GetValue<int>()).Should().Be(400);
            records.Count(record => record["outcome"]!.GetValue<string>() == "denied").Should().BeInRange(5, 5 * windows);
            using var metrics = await flooded.SendAsync("GET", "/metrics");
            (await metrics.Content.ReadAsStringAsync()).Should().Contain("molnos_audit_denials_total 400\n");
        }
        finally
        {
            await flooded.DisposeAsync();
        }
    }

    [Fact]
    public async Task Neither_bodies_nor_tokens_nor_secrets_nor_queries_stand_in_it()
    {
        const string Secret = "hush-hush-hush";
        var (id, _, key) = await host.AddHolderAsync("*");
        await host.SendAsync(
            201, "POST", "/functions/deploy",
            $$"""{"name":"keeper-of-secrets","code":"exports.handler = () => '{{Secret}}'","env":{"A":{"secret":"{{Secret}}"} } }""", key);
        var rotated = await host.SendAsync(200, "POST", $"/identity/service-accounts/{id}/rotate-key", token: key);
        await host.SendAsync(401, "POST", "/functions/deploy", $$"""{"name":"{{Secret}}"}""", token: Secret);
        await host.SendAsync(400, "DELETE", $"/functions/{FrontHost.Known}?token={Secret}", token: rotated["apiKey"]!.GetValue<string>());

        var all = string.Concat((await host.AuditAsync()).Select(record => record.ToJsonString()));

        all.Should().Contain("keeper-of-secrets").And.NotContain(Secret);
        all.Should().NotContain(key.Split('.')[2]).And.NotContain(rotated["apiKey"]!.GetValue<string>().Split('.')[2]).And.NotContain("sa.");
    }

    [Fact]
    public async Task An_act_whose_caller_left_before_the_answer_stands_in_it()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var slow = new FrontHost(services => services.Replace(ServiceDescriptor.Singleton<ProveProgram>(async (_, cancellationToken) =>
        {
            reached.TrySetResult();
            await goOn.Task.WaitAsync(cancellationToken);
            return new ProgramProof.Loaded(static () => { }, static () => { });
        })));
        await slow.InitializeAsync();
        try
        {
            var body = """{"name":"left-alone","code":"exports.handler = () => 1"}""";
            using (var socket = new TcpClient(slow.Address.Host, slow.Address.Port))
            {
                await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                    $"POST /functions/deploy HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {FrontHost.AdminToken}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
                await reached.Task.WaitAsync(TimeSpan.FromSeconds(10));
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }

            var line = await TestSupport.Eventually.FindsAsync(
                async () => await slow.AuditAsync("&target=left-alone") is [var record, ..] ? record.Line() : null, TimeSpan.FromSeconds(10), "the act is in the log");
            line.Should().Be("unanswered - functions.create functions.create POST /functions/deploy - left-alone");
        }
        finally
        {
            goOn.TrySetResult();
            await slow.DisposeAsync();
        }
    }

    [Fact]
    public async Task No_act_is_answered_before_its_record_is_on_disk()
    {
        var disk = new TaskCompletionSource();
        var store = new MemoryAudit();
        var slow = new FrontHost(services => services.Replace(ServiceDescriptor.Singleton<IAuditStore>(store)));
        await slow.InitializeAsync();
        store.Ready = disk.Task;
        var before = store.Tries;
        try
        {
            var answer = slow.SendAsync(200, "DELETE", $"/functions/{FrontHost.Known}");
            await TestSupport.Eventually.HoldsAsync(() => Task.FromResult(store.Tries > before), TimeSpan.FromSeconds(10), "the record is to be written");
            for (var i = 0; i < 50; i++)
            {
                await slow.SendAsync(404, "GET", $"/functions/{FrontHost.Known}");
            }

            answer.IsCompleted.Should().BeFalse("the function is gone already, but nobody is told so yet");
            disk.SetResult();

            await answer;
            store.Rows.Should().Contain(row => row.Action == "functions.delete");
        }
        finally
        {
            disk.TrySetResult();
            await slow.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_act_that_cannot_be_written_down_is_answered_counted_and_in_the_log_once_the_disk_takes_it()
    {
        var store = new MemoryAudit();
        var broken = new FrontHost(services => services.Replace(ServiceDescriptor.Singleton<IAuditStore>(store)));
        await broken.InitializeAsync();
        store.IsBroken = true;
        try
        {
            await broken.SendAsync(201, "POST", "/functions/deploy", """{"name":"done-anyway","code":"exports.handler = () => 1"}""");
            await broken.SendAsync(200, "DELETE", $"/functions/{FrontHost.Known}");
            using var metrics = await broken.SendAsync("GET", "/metrics");
            (await metrics.Content.ReadAsStringAsync()).Should().Contain("molnos_audit_acts_late_total 2").And.Contain("molnos_audit_acts_lost_total 0");

            store.IsBroken = false;

            (await broken.AuditAsync()).Select(record => record["targetName"]!.GetValue<string>()).Should().BeEquivalentTo("done-anyway", "known", "administrator");
        }
        finally
        {
            await broken.DisposeAsync();
        }
    }
}
