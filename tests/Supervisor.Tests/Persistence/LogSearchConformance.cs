using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="ILogStore"/> promises about lines of many services.</summary>
public abstract class LogSearchConformance
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly LogCaps _roomy = new(long.MaxValue, long.MaxValue, int.MaxValue, DateTimeOffset.MinValue);
    private static readonly LogSearch _all = new() { Limit = int.MaxValue };

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract ILogStore Store { get; }

    [Fact]
    public async Task Lines_of_all_services_come_newest_first()
    {
        await Store.AppendAsync([Row(1, "a"), Row(2, "functions.b"), Row(3, "a"), Row(4, "c")], None);

        (await IdsAsync(_all)).Should().Equal(4, 3, 2, 1);
        (await IdsAsync(_all with { Limit = 2 })).Should().Equal(4, 3);
        (await IdsAsync(_all with { Limit = 2, Offset = 1 })).Should().Equal(3, 2);
        (await IdsAsync(_all with { Offset = 4 })).Should().BeEmpty();
    }

    [Fact]
    public async Task A_service_is_found_by_what_its_name_begins_with()
    {
        await Store.AppendAsync([Row(1, "bill"), Row(2, "billing"), Row(3, "billing.eu"), Row(4, "bil"), Row(5, "functions.abcd1234"), Row(6, "Bill"), Row(7, "billi%")], None);

        (await IdsAsync(_all with { ServicePrefix = "bill" })).Should().Equal(7, 3, 2, 1);
        (await IdsAsync(_all with { ServicePrefix = "billing" })).Should().Equal(3, 2);
        (await IdsAsync(_all with { ServicePrefix = "functions." })).Should().Equal(5);
        (await IdsAsync(_all with { ServicePrefix = "billi%" })).Should().Equal([7], "a prefix is no pattern");
        (await IdsAsync(_all with { ServicePrefix = "x" })).Should().BeEmpty();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public async Task The_lines_of_few_and_of_many_services_are_in_one_order(int services)
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1200).Select(id => Row(id, $"svc{id % services}"))], None);

        (await IdsAsync(_all with { ServicePrefix = "svc" })).Should().Equal(Enumerable.Range(1, 1200).Reverse().Select(id => (long)id));
        (await IdsAsync(_all with { ServicePrefix = "svc", Offset = 700, Limit = 3 })).Should().Equal(500, 499, 498);
    }

    [Fact]
    public async Task Lines_are_found_by_level_time_and_text()
    {
        await Store.AppendAsync(
            [Row(1, "a") with { Level = 0 }, Row(2, "a") with { Level = 2, Message = "Größe ÄÖ 100%" }, Row(3, "a") with { Level = 3 }, Row(4, "b") with { Level = 3 }], None);

        (await IdsAsync(_all with { LeastLevel = 2 })).Should().Equal(4, 3, 2);
        (await IdsAsync(_all with { From = _start.AddSeconds(2), To = _start.AddSeconds(3) })).Should().Equal(3, 2);
        (await IdsAsync(_all with { From = _start.AddSeconds(2), ServicePrefix = "a" })).Should().Equal(3, 2);
        (await IdsAsync(_all with { Text = "größe äö" })).Should().Equal(2);
        (await IdsAsync(_all with { Text = "100%" })).Should().Equal(2);
        (await IdsAsync(_all with { Text = "line", LeastLevel = 3, ServicePrefix = "b" })).Should().Equal(4);
    }

    [Fact]
    public async Task Lines_of_one_moment_are_each_given_once()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 700).Select(id => Row(id, "a") with { Timestamp = _start })], None);

        (await IdsAsync(_all)).Should().Equal(Enumerable.Range(1, 700).Reverse().Select(id => (long)id));
        (await IdsAsync(_all with { ServicePrefix = "a", To = _start, From = _start })).Should().HaveCount(700);
    }

    [Fact]
    public async Task A_search_that_would_look_at_too_much_stops_says_where_and_can_go_on_from_there()
    {
        await Store.AppendAsync([Row(1, "a") with { Message = "needle" }], None);
        await Store.AppendAsync([.. Enumerable.Range(2, 120_000).Select(id => Row(id, "a"))], None);
        var search = _all with { Text = "needle", Limit = 5 };

        var first = await Store.SearchAsync(search, None);
        first.Rows.Should().BeEmpty();
        first.SearchedBackTo.Should().NotBeNull();
        var tries = 1;
        var page = first;
        for (; page.SearchedBackTo is { } stopped && tries < 10; tries++)
        {
            page = await Store.SearchAsync(search with { To = stopped }, None);
        }

        (page.Rows.Single().Id, page.SearchedBackTo).Should().Be((1, null));
        tries.Should().BeInRange(2, 5);
    }

    [Fact]
    public async Task Posted_lines_over_their_cap_go_and_functions_lose_none()
    {
        var big = new string('x', 1000);
        await Store.AppendAsync(
            [.. Enumerable.Range(1, 2000).Select(id => Row(id, "functions.f") with { Message = big }), .. Enumerable.Range(2001, 1000).Select(id => Posted(id, $"svc{id % 20}"))], None);

        await PruneAsync(_roomy with { PostedBytes = 100_000 });

        var left = (await Store.SearchAsync(_all, None)).Rows;
        left.Count(row => !row.IsPosted).Should().Be(2000);
        left.Count(row => row.IsPosted).Should().BeInRange(1, 400);
        (await Store.ListPostedServicesAsync(100, None)).Should().BeEquivalentTo(left.Where(row => row.IsPosted).Select(row => row.Service).Distinct());
    }

    [Fact]
    public async Task Age_size_and_number_hold_for_posted_lines_too()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1500).Select(id => Posted(id, "svc"))], None);

        await PruneAsync(_roomy with { Oldest = _start.AddSeconds(700) });
        (await IdsAsync(_all)).Should().HaveCount(801).And.StartWith(1500).And.EndWith(700);
        await PruneAsync(_roomy with { LinesPerService = 100 });
        (await IdsAsync(_all)).Should().HaveCount(100).And.StartWith(1500);
        await PruneAsync(_roomy with { TotalBytes = 0 });
        (await IdsAsync(_all)).Should().BeEmpty();
    }

    [Fact]
    public async Task Lines_that_are_too_old_go_though_a_wrong_clock_once_wrote_others_before_them()
    {
        await Store.AppendAsync(
            [.. Enumerable.Range(1, 600).Select(id => Row(id, "a") with { Timestamp = _start.AddYears(10) }), .. Enumerable.Range(601, 600).Select(id => Row(id, "a"))], None);

        await PruneAsync(_roomy with { Oldest = _start.AddSeconds(1201) });

        (await IdsAsync(_all)).Should().HaveCount(600).And.OnlyContain(id => id <= 600);
    }

    private static LogRow Row(long id, string service) => new()
    {
        Id = id,
        Service = service,
        Timestamp = _start.AddSeconds(id),
        Level = 1,
        Message = $"line {id}",
    };

    private static LogRow Posted(long id, string service) => Row(id, service) with { IsPosted = true };

    private async Task<IEnumerable<long>> IdsAsync(LogSearch search)
    {
        var page = await Store.SearchAsync(search, None);
        page.SearchedBackTo.Should().BeNull();
        return page.Rows.Select(row => row.Id);
    }

    private async Task PruneAsync(LogCaps caps)
    {
        while (await Store.PruneStepAsync(caps, None))
        {
        }
    }
}
