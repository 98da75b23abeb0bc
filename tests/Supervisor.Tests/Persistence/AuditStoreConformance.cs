using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IAuditStore"/> promises.</summary>
public abstract class AuditStoreConformance
{
    /// <summary>How many records a page looks at in these tests.</summary>
    protected const int MostScanned = 500;

    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly AuditCaps _roomy = new(long.MaxValue, DateTimeOffset.MinValue);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract IAuditStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IAuditStore Reopen();

    [Fact]
    public async Task Records_come_back_as_they_were_added_newest_first_after_a_reopen()
    {
        var full = Row(1) with
        {
            Outcome = AuditOutcome.Denied,
            Status = 403,
            Address = "::1",
            Permission = "p.q:snow ❄",
            Method = "PUT",
            Route = "/a/{b}",
            Target = "snow ❄ 😀",
            TargetName = "name",
            InvocationId = "abc",
            Count = 5_000_000_000,
        };
        await Store.AppendAsync([full, Row(2)], None);

        var page = await Reopen().ReadAsync(All, None);

        page.Rows.Should().Equal(Row(2) with { Id = page.Rows[0].Id }, full with { Id = page.Rows[1].Id });
        page.Next.Should().BeNull();
    }

    [Fact]
    public async Task The_order_is_that_of_the_moments_whatever_came_first()
    {
        await Store.AppendAsync([Row(3), Row(1), Row(2), Row(2)], None);

        (await SecondsAsync(All)).Should().Equal(3, 2, 2, 1);
    }

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_while_new_records_come()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 25).Select(second => Row(second / 3))], None);
        var ids = new List<long>();
        AuditPlace? place = null;
        do
        {
            var page = await Store.ReadAsync(All with { Limit = 4, After = place }, None);
            ids.AddRange(page.Rows.Select(row => row.Id));
            place = page.Next;
            await Store.AppendAsync([Row(1000)], None);
        }
        while (place is not null);

        ids.Should().HaveCount(25).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_full_page_that_is_the_last_has_no_next()
    {
        await Store.AppendAsync([Row(1), Row(2), Row(3) with { ActorId = "other" }], None);

        (await Store.ReadAsync(All with { Limit = 2, Actor = "ada" }, None)).Next.Should().BeNull();
    }

    [Fact]
    public async Task Records_are_found_by_time_actor_target_and_outcome()
    {
        await Store.AppendAsync(
            [
                Row(1) with { ActorId = "id-of-eve", ActorName = "eve" },
                Row(2) with { Target = "abcd1234", TargetName = "greeter" },
                Row(3) with { Outcome = AuditOutcome.Denied },
                Row(4),
            ],
            None);

        (await SecondsAsync(All with { From = _start.AddSeconds(2), To = _start.AddSeconds(4) })).Should().Equal(3, 2);
        (await SecondsAsync(All with { Actor = "eve" })).Should().Equal(1);
        (await SecondsAsync(All with { Actor = "id-of-eve" })).Should().Equal(1);
        (await SecondsAsync(All with { Actor = "Eve" })).Should().BeEmpty();
        (await SecondsAsync(All with { Target = "greeter" })).Should().Equal(2);
        (await SecondsAsync(All with { Target = "abcd1234" })).Should().Equal(2);
        (await SecondsAsync(All with { Outcome = AuditOutcome.Denied })).Should().Equal(3);
        (await SecondsAsync(All with { Outcome = AuditOutcome.Done, Actor = "ada" })).Should().Equal(4, 2);
    }

    [Theory]
    [InlineData("functions.update", "1")]
    [InlineData("functions.create", "2")]
    [InlineData("functions.bindings.create", "2")]
    [InlineData("functions.*", "3 2 1")]
    [InlineData("functions.bindings.*", "2")]
    [InlineData("databases.*", "4")]
    [InlineData("databases.table.read", "4")]
    [InlineData("function.*", "")]
    [InlineData("functions", "")]
    [InlineData("functions.upd*", "")]
    [InlineData("func%", "")]
    [InlineData("*", "")]
    public async Task Records_are_found_by_action_or_permission_exactly_or_all_below_a_name(string action, string seconds)
    {
        await Store.AppendAsync(
            [
                Row(1) with { Action = "functions.update", Permission = "functions.update" },
                Row(2) with { Action = "functions.create", Permission = "functions.bindings.create:databases" },
                Row(3) with { Action = "functions.updates", Permission = null },
                Row(4) with { Action = "databases.table.read", Permission = "databases.table.read:functions.update" },
            ],
            None);

        (await SecondsAsync(All with { Action = action })).Should().Equal(seconds.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse));
    }

    [Fact]
    public async Task A_rare_match_is_found_over_several_pages_each_of_which_looks_at_so_much_only()
    {
        await Store.AppendAsync([Row(1) with { ActorId = "rare" }, .. Enumerable.Range(2, 3 * MostScanned).Select(second => Row(second))], None);
        var pages = new List<AuditPage>();
        AuditPlace? place = null;
        do
        {
            pages.Add(await Store.ReadAsync(All with { Actor = "rare", After = place }, None));
            place = pages[^1].Next;
        }
        while (place is not null);

        pages.Should().HaveCount(4);
        pages.SelectMany(page => page.Rows).Should().ContainSingle();
    }

    [Fact]
    public async Task Nothing_is_pruned_under_the_caps()
    {
        await Store.AppendAsync([Row(1)], None);

        (await Store.PruneStepAsync(_roomy, None)).Should().BeFalse();

        (await SecondsAsync(All)).Should().Equal(1);
    }

    [Fact]
    public async Task Records_that_are_too_old_go()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1500).Select(second => Row(second))], None);

        await PruneAsync(_roomy with { Oldest = _start.AddSeconds(1400) });

        (await SecondsAsync(All with { Limit = 2000 })).Should().Equal(Enumerable.Range(1400, 101).Reverse());
    }

    [Fact]
    public async Task When_the_log_is_too_big_the_oldest_of_the_greatest_user_go_and_acts_are_not_pushed_out_by_denials()
    {
        var big = new string('x', 1000);
        await Store.AppendAsync(
            [
                Row(1), Row(2) with { ActorId = "eve" },
                .. Enumerable.Range(3, 6000).Select(second => Row(second) with { ActorId = "eve", Outcome = AuditOutcome.Denied, Target = big }),
            ],
            None);

        await PruneAsync(_roomy with { TotalBytes = 4_000_000 });

        var left = await AllSecondsAsync();
        left.Should().Contain([1, 2, 6002]).And.NotContain(3);
        left.Should().HaveCountLessThan(4000).And.HaveCountGreaterThan(1000);
    }

    private static AuditRowQuery All => new() { Limit = 100 };

    private static AuditRow Row(int second) => new()
    {
        Timestamp = _start.AddSeconds(second),
        Outcome = AuditOutcome.Done,
        ActorId = "ada",
        ActorName = "Ada",
        ActorType = "service-account",
        Action = "functions.update",
    };

    private async Task<IEnumerable<int>> SecondsAsync(AuditRowQuery query) =>
        (await Store.ReadAsync(query, None)).Rows.Select(row => (int)(row.Timestamp - _start).TotalSeconds);

    private async Task<List<int>> AllSecondsAsync()
    {
        var seconds = new List<int>();
        AuditPlace? place = null;
        do
        {
            var page = await Store.ReadAsync(All with { Limit = 400, After = place }, None);
            seconds.AddRange(page.Rows.Select(row => (int)(row.Timestamp - _start).TotalSeconds));
            place = page.Next;
        }
        while (place is not null);
        return seconds;
    }

    private async Task PruneAsync(AuditCaps caps)
    {
        while (await Store.PruneStepAsync(caps, None))
        {
        }
    }
}
