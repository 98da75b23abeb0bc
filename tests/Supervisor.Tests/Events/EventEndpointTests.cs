using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Supervisor.Tests.Chains;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary><c>/events</c> over HTTP. There are no workers here: every delivery fails, which makes dead letters.</summary>
public sealed class EventEndpointTests(FrontHost host) : IClassFixture<FrontHost>
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task An_emitted_event_is_accepted_and_can_be_read_back()
    {
        var emitted = await JsonAsync("POST", "/events/emit", """{"eventName":"read.back","data":{"deep":[[[{"é":1.50}]]]}}""", 202);
        var id = emitted["eventId"]!.GetValue<string>();

        emitted.ToJsonString().Should().Be($$"""{"success":true,"eventId":"{{id}}","subscribers":0}""");
        var read = await JsonAsync("GET", $"/events/{id}");
        read["event"]!.AsObject().Should().Contain(member => member.Key == "data").And.Contain(member => member.Key == "chain");
        read["event"]!["data"]!.ToJsonString().Should().Be("""{"deep":[[[{"\u00E9":1.50}]]]}""");
        (read["event"]!["eventName"]!.GetValue<string>(), read["event"]!["status"]!.GetValue<string>(), read["event"]!["chainDepth"]!.GetValue<int>())
            .Should().Be(("read.back", "delivered", 0));
        read["event"]!["source"]!.GetValue<string>().Should().NotBeEmpty();
        (await host.SendAsync("GET", $"/events/{new string('0', 32)}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await host.SendAsync("GET", "/events/nonsense")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Events_are_listed_page_by_page()
    {
        for (var n = 0; n < 5; n++)
        {
            await JsonAsync("POST", "/events/emit", $$"""{"eventName":"listed","data":{{n}}}""", 202);
        }

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await JsonAsync("GET", $"/events?eventName=listed&status=delivered&limit=2{cursor}");
            page["count"]!.GetValue<int>().Should().Be(page["events"]!.AsArray().Count);
            seen.AddRange(page["events"]!.AsArray().Select(one => one!["eventId"]!.GetValue<string>()));
            page["events"]!.AsArray().Should().OnlyContain(one => one!.AsObject().All(member => member.Key != "data"));
            cursor = page["cursor"] is { } next ? $"&cursor={next}" : "";
        }
        while (cursor.Length > 0);

        seen.Should().HaveCount(5).And.BeInDescendingOrder(StringComparer.Ordinal);
        (await JsonAsync("GET", "/events?eventName=listed&status=failed"))["count"]!.GetValue<int>().Should().Be(0);
        (await JsonAsync("GET", "/events?eventName=listed&to=2020-01-01"))["count"]!.GetValue<int>().Should().Be(0);
        (await JsonAsync("GET", "/events?eventName=listed&from=2020-01-01"))["count"]!.GetValue<int>().Should().Be(5);
    }

    [Fact]
    public async Task A_dead_letter_says_why_and_goes_on_its_way_again_or_away()
    {
        Deploy("dead0001", "dies.here");
        var id = (await JsonAsync("POST", "/events/emit", """{"eventName":"dies.here"}""", 202))["eventId"]!.GetValue<string>();

        var letter = await LetterAsync("dies.here");
        letter["eventId"]!.GetValue<string>().Should().Be(id);
        (letter["functionId"]!.GetValue<string>(), letter["eventName"]!.GetValue<string>(), letter["attempts"]!.GetValue<int>()).Should().Be(("dead0001", "dies.here", 3));
        letter["lastError"]!.GetValue<string>().Should().NotBeEmpty();
        letter["failedAt"]!.GetValue<string>().Should().EndWith("Z");

        var number = letter["id"]!.GetValue<string>();
        (await JsonAsync("POST", $"/events/dead-letters/{number}/redrive")).ToJsonString().Should().Be("""{"success":true,"redriven":1,"skipped":0}""");
        await LetterAsync("dies.here");
        (await JsonAsync("POST", "/events/dead-letters/redrive?eventName=dies.here"))["redriven"]!.GetValue<int>().Should().Be(1);
        await LetterAsync("dies.here");
        (await JsonAsync("DELETE", $"/events/dead-letters/{number}"))["success"]!.GetValue<bool>().Should().BeTrue();
        (await host.SendAsync("DELETE", $"/events/dead-letters/{number}")).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await JsonAsync("GET", $"/events/{id}"))["event"]!["status"]!.GetValue<string>().Should().Be("delivered");
    }

    [Fact]
    public async Task Dead_letters_are_purged_by_what_they_have_in_common()
    {
        Deploy("purged01", "purged.one", "purged.two");
        await JsonAsync("POST", "/events/emit", """{"eventName":"purged.one"}""", 202);
        await JsonAsync("POST", "/events/emit", """{"eventName":"purged.two"}""", 202);
        await LetterAsync("purged.one");
        await LetterAsync("purged.two");

        (await JsonAsync("DELETE", "/events/dead-letters?eventName=purged.one"))["deleted"]!.GetValue<int>().Should().Be(1);
        (await JsonAsync("DELETE", "/events/dead-letters?functionId=purged01"))["deleted"]!.GetValue<int>().Should().Be(1);
        foreach (var (method, path) in new[] { ("DELETE", "/events/dead-letters"), ("POST", "/events/dead-letters/redrive") })
        {
            var refused = await host.SendAsync(method, path);
            ((int)refused.StatusCode, await FrontHost.MessageOfErrorAsync(refused)).Should().Match<(int Status, string Message)>(
                answer => answer.Status == 400 && answer.Message.Contains("eventName"), "nothing is done to all there are by a forgotten parameter");
        }
    }

    [Theory]
    [InlineData("events.event.emit:mine.one", "POST", "/events/emit", 202)]
    [InlineData("events.event.emit", "POST", "/events/emit", 202)]
    [InlineData("events.*", "POST", "/events/emit", 202)]
    [InlineData("events.event.emit:mine", "POST", "/events/emit", 403)]
    [InlineData("events.read", "POST", "/events/emit", 403)]
    [InlineData("events.read", "GET", "/events", 200)]
    [InlineData("events.read", "GET", "/events/dead-letters", 200)]
    [InlineData("events.read", "POST", "/events/dead-letters/1/redrive", 403)]
    [InlineData("events.read", "POST", "/events/dead-letters/redrive?eventName=a", 403)]
    [InlineData("events.read", "DELETE", "/events/dead-letters/1", 403)]
    [InlineData("events.redrive", "POST", "/events/dead-letters/redrive?eventName=a", 200)]
    [InlineData("events.redrive", "DELETE", "/events/dead-letters?eventName=a", 403)]
    [InlineData("events.delete", "DELETE", "/events/dead-letters?eventName=a", 200)]
    [InlineData("events.delete", "GET", "/events", 403)]
    public async Task Each_call_asks_for_its_permission(string permission, string method, string path, int status)
    {
        var key = await host.KeyOfAsync(permission);
        var body = method == "POST" && path.EndsWith("emit", StringComparison.Ordinal) ? """{"eventName":"mine.one"}""" : null;

        var answer = await host.SendAsync(method, path, body, token: key);

        ((int)answer.StatusCode).Should().Be(status);
        if (status == 403 && body is not null)
        {
            (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain("events.event.emit:mine.one");
        }
    }

    [Fact]
    public async Task An_emit_is_its_own_record_and_only_its_denial_stands_in_the_audit_log()
    {
        var key = await host.KeyOfAsync("events.event.emit:audited.yes");
        (await host.SendAsync("POST", "/events/emit", """{"eventName":"audited.yes"}""", token: key)).StatusCode.Should().Be(System.Net.HttpStatusCode.Accepted);
        (await host.SendAsync("POST", "/events/emit", """{"eventName":"audited.no"}""", token: key)).StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
        (await host.SendAsync("DELETE", "/events/dead-letters?eventName=audited.yes")).StatusCode.Should().Be(System.Net.HttpStatusCode.OK);

        var records = await Eventually.FindsAsync(
            async () => (await JsonAsync("GET", "/audit?action=events.*"))["records"]!.AsArray() is var found
                && found.Any(record => record!["permission"]!.GetValue<string>() == "events.event.emit:audited.no") ? found : null,
            s_limit,
            "the denial is written down");

        var act = records.Single(record => record!["targetName"]?.GetValue<string>() == "audited.yes")!;
        act["permission"]!.GetValue<string>().Should().Be("events.delete", "what is done to dead letters is an act, an emit is none");
    }

    [Theory]
    [InlineData("/events?status=sad", "status")]
    [InlineData("/events?statuss=failed", "statuss")]
    [InlineData("/events?limit=0", "limit")]
    [InlineData("/events?limit=1001", "limit")]
    [InlineData("/events?cursor=%20", "cursor")]
    [InlineData("/events?cursor=ffffffffffffffff.1", "cursor")]
    [InlineData("/events?from=yesterday", "from")]
    [InlineData("/events/dead-letters?status=failed", "status")]
    [InlineData("/events/dead-letters?cursor=1", "cursor")]
    public async Task A_wrong_query_is_refused_by_name(string path, string named)
    {
        var answer = await host.SendAsync("GET", path);

        ((int)answer.StatusCode).Should().Be(400);
        (await FrontHost.MessageOfErrorAsync(answer)).Should().Contain($"'{named}'");
    }

    [Theory]
    [InlineData(0, 202)]
    [InlineData(1, 202)]
    [InlineData(8, 202)]
    [InlineData(9, 508)]
    public async Task The_chain_that_a_function_came_by_over_HTTP_is_kept_and_held_to_the_limit(int depth, int status)
    {
        var chain = ChainRig.ChainOf([.. Enumerable.Repeat("aaaaaaaa", depth)]);

        var answer = await EmitThroughAsync(host.Services.GetRequiredService<ChainSeal>().Seal(chain));

        ((int)answer.StatusCode).Should().Be(status);
        if (status == 202)
        {
            var id = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["eventId"];
            var read = (await JsonAsync("GET", $"/events/{id}"))["event"]!;
            read["chainDepth"]!.GetValue<int>().Should().Be(depth);
            read["chain"]!.AsArray().Should().HaveCount(depth);
        }
    }

    [Fact]
    public async Task A_chain_that_this_server_did_not_seal_says_nothing()
    {
        var answer = await EmitThroughAsync("9:aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa");

        ((int)answer.StatusCode).Should().Be(202);
    }

    private async Task<HttpResponseMessage> EmitThroughAsync(string chain)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events/emit") { Content = new StringContent("""{"eventName":"chained"}""", null, "application/json") };
        request.Headers.Add("Authorization", $"Bearer {FrontHost.AdminToken}");
        request.Headers.TryAddWithoutValidation("x-molnos-chain", chain);
        return await host.Client.SendAsync(request);
    }

    private void Deploy(string id, params string[] events) => host.Services.GetRequiredService<FunctionCatalog>().Put(new DeployedFunction
    {
        Id = id,
        Definition = new FunctionDefinition { Name = id, Triggers = [.. events.Select(name => new FunctionTrigger.Event(name))] },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    private Task<JsonNode> LetterAsync(string eventName) => Eventually.FindsAsync(
        async () => (await JsonAsync("GET", $"/events/dead-letters?eventName={eventName}"))["deadLetters"]!.AsArray().SingleOrDefault(), s_limit, "there is a dead letter");

    private async Task<JsonNode> JsonAsync(string method, string path, string? body = null, int status = 200)
    {
        var answer = await host.SendAsync(method, path, body);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        return JsonNode.Parse(text)!;
    }
}
