using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary><c>GET /audit</c>: whom it admits, what it takes, and how its pages follow each other.</summary>
public sealed class AuditEndpointTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Fact]
    public async Task Only_holders_of_audit_read_see_it()
    {
        var (_, _, reader) = await host.AddHolderAsync("audit.read");
        var (_, _, other) = await host.AddHolderAsync("functions.*", "identity.*", "metrics.read");

        await host.SendAsync(200, "GET", "/audit", token: reader);
        (await host.SendAsync(403, "GET", "/audit", token: other))["message"]!.GetValue<string>().Should().Be("This needs the permission audit.read.");
        await host.SendAsync(401, "GET", "/audit", token: null);
    }

    [Theory]
    [InlineData("limit=0", "The query parameter 'limit' must be a whole number from 1 to 1000.")]
    [InlineData("limit=1001", "The query parameter 'limit' must be a whole number from 1 to 1000.")]
    [InlineData("from=yesterday", "The query parameter 'from' must be an ISO 8601 time such as 2026-01-31T12:00:00Z.")]
    [InlineData("to=1", "The query parameter 'to' must be an ISO 8601 time such as 2026-01-31T12:00:00Z.")]
    [InlineData("outcome=ok", "The query parameter 'outcome' must be one of done, denied, refused, failed, unanswered, dropped.")]
    [InlineData("outcome=Done", "The query parameter 'outcome' must be one of done, denied, refused, failed, unanswered, dropped.")]
    [InlineData("cursor=!", "The query parameter 'cursor' must be one that an earlier page gave.")]
    [InlineData("cursor=AAAA", "The query parameter 'cursor' must be one that an earlier page gave.")]
    [InlineData("actor=a&actor=b", "The query parameter 'actor' must be given once.")]
    [InlineData("user=a", "The query parameter 'user' is not known here; this address takes from, to, actor, action, target, outcome, limit, cursor.")]
    public async Task A_wrong_query_is_refused_by_name(string query, string message)
    {
        using var answer = await host.SendAsync("GET", $"/audit?{query}");

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_end()
    {
        await AppendAsync(7, "pages");
        var pages = new List<string>();
        string? cursor = null;
        do
        {
            var page = await host.SendAsync(200, "GET", $"/audit?actor=pages&limit=3{(cursor is null ? "" : "&cursor=" + cursor)}");
            var targets = page["records"]!.AsArray().Select(record => record!["target"]!.GetValue<string>()).ToList();
            page["count"]!.GetValue<int>().Should().Be(targets.Count);
            pages.Add(string.Join(' ', targets));
            cursor = page["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        pages.Should().Equal("7 6 5", "4 3 2", "1");
    }

    [Fact]
    public async Task All_filters_hold_together()
    {
        await AppendAsync(5, "filters");

        var records = await host.AuditAsync("&actor=filters&action=tests.*&outcome=done&from=2026-01-02T00:00:02Z&to=2026-01-02T00:00:05Z");

        records.Select(record => record["target"]!.GetValue<string>()).Should().Equal("4", "3", "2");
        (await host.AuditAsync("&actor=filters&action=tests.act&target=3&outcome=denied")).Should().BeEmpty();
    }

    private Task AppendAsync(int count, string actor) => host.Services.GetRequiredService<IAuditStore>().AppendAsync(
        [
            .. Enumerable.Range(1, count).Select(second => new AuditRow
            {
                Timestamp = new DateTimeOffset(2026, 1, 2, 0, 0, second, TimeSpan.Zero),
                Outcome = AuditOutcome.Done,
                ActorId = actor,
                ActorName = actor,
                ActorType = "user",
                Action = "tests.act",
                Target = $"{second}",
            }),
        ],
        CancellationToken.None);
}
