using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="ILogStore"/> promises.</summary>
public abstract class LogStoreConformance
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch.AddDays(20_000);
    private static readonly LogCaps _roomy = new(long.MaxValue, long.MaxValue, int.MaxValue, DateTimeOffset.MinValue);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract ILogStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract ILogStore Reopen();

    [Fact]
    public async Task Lines_come_back_as_they_were_stored_after_a_reopen()
    {
        var full = Row(1) with { Message = "zero \0 snow ❄", InvocationId = "abc", IsLate = true, FieldsJson = "{\"a\":1}", Level = 3 };
        await Store.AppendAsync([full, Row(2)], None);

        var store = Reopen();

        (await store.ReadAsync(All("f"), None)).Should().Equal(full, Row(2));
        (await store.ReadLastIdAsync(None)).Should().Be(2);
    }

    [Fact]
    public async Task The_newest_lines_are_given_oldest_of_them_first()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 10).Select(id => Row(id))], None);

        (await Store.ReadAsync(All("f") with { Limit = 3 }, None)).Select(row => row.Id).Should().Equal(8, 9, 10);
    }

    [Fact]
    public async Task Lines_are_found_by_function_level_time_and_invocation()
    {
        await Store.AppendAsync(
            [Row(1) with { Level = 0 }, Row(2) with { Level = 2, InvocationId = "a" }, Row(3) with { Level = 3 }, Row(4) with { Service = "other" }], None);

        (await Store.ReadAsync(All("f") with { LeastLevel = 2 }, None)).Select(row => row.Id).Should().Equal(2, 3);
        (await Store.ReadAsync(All("f") with { Since = _start.AddSeconds(2) }, None)).Select(row => row.Id).Should().Equal(2, 3);
        (await Store.ReadAsync(All("f") with { InvocationId = "a" }, None)).Select(row => row.Id).Should().Equal(2);
        (await Store.ReadAsync(All("other"), None)).Select(row => row.Id).Should().Equal(4);
    }

    [Fact]
    public async Task Nothing_is_pruned_under_the_caps()
    {
        await Store.AppendAsync([Row(1)], None);

        (await Store.PruneStepAsync(_roomy, None)).Should().BeFalse();

        (await Store.ReadAsync(All("f"), None)).Should().HaveCount(1);
    }

    [Fact]
    public async Task Lines_that_are_too_old_go()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1500).Select(id => Row(id))], None);

        await PruneAsync(_roomy with { Oldest = _start.AddSeconds(1400) });

        (await Store.ReadAsync(All("f"), None)).Select(row => row.Id).Should().Equal(Enumerable.Range(1400, 101).Select(id => (long)id));
    }

    [Fact]
    public async Task A_function_keeps_its_newest_lines_and_others_lose_none()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1200).Select(id => Row(id)), Row(1201) with { Service = "other" }], None);

        await PruneAsync(_roomy with { LinesPerService = 100 });

        (await Store.ReadAsync(All("f"), None)).Select(row => row.Id).Should().Equal(Enumerable.Range(1101, 100).Select(id => (long)id));
        (await Store.ReadAsync(All("other"), None)).Should().HaveCount(1);
    }

    [Fact]
    public async Task When_the_whole_log_is_too_big_the_greatest_user_pays()
    {
        var big = new string('x', 10_000);
        await Store.AppendAsync([Row(1) with { Service = "other" }, .. Enumerable.Range(2, 1000).Select(id => Row(id) with { Message = big })], None);

        await PruneAsync(_roomy with { TotalBytes = 6_000_000 });

        (await Store.ReadAsync(All("other"), None)).Should().HaveCount(1);
        (await Store.ReadAsync(All("f"), None)).Should().HaveCountLessThan(600).And.Contain(row => row.Id == 1001);
    }

    [Fact]
    public async Task A_removed_function_has_no_lines()
    {
        await Store.AppendAsync([.. Enumerable.Range(1, 1200).Select(id => Row(id)), Row(1201) with { Service = "other" }], None);

        while (await Store.RemoveServiceStepAsync("f", None))
        {
        }

        (await Store.ReadAsync(All("f"), None)).Should().BeEmpty();
        (await Store.ReadAsync(All("other"), None)).Should().HaveCount(1);
    }

    private static LogRow Row(long id) => new()
    {
        Id = id,
        Service = "f",
        Timestamp = _start.AddSeconds(id),
        Level = 1,
        Message = $"line {id}",
    };

    private static LogRowQuery All(string service) => new(service, int.MaxValue, Since: null, LeastLevel: 0, InvocationId: null);

    private async Task PruneAsync(LogCaps caps)
    {
        while (await Store.PruneStepAsync(caps, None))
        {
        }
    }
}
