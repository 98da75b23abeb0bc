using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>A flood of denials costs a bounded number of records, and none of it goes uncounted.</summary>
public sealed class DenialQueueTests
{
    private const int OfOne = 5;
    private const int OfAll = 20;

    private readonly ManualTime _time = new();
    private readonly DenialQueue _queue;

    public DenialQueueTests() =>
        _queue = new DenialQueue(Options.Create(new AuditOptions { DenialsPerSecond = OfOne, TotalDenialsPerSecond = OfAll }), _time);

    [Fact]
    public void Denials_that_are_alike_become_one_record_with_a_number_and_the_first_moment()
    {
        var first = Denial("a", "users") with { InvocationId = "one" };
        _queue.Add(first);
        _time.Pass(TimeSpan.FromMilliseconds(300));
        for (var i = 0; i < 999; i++)
        {
            _queue.Add(Denial("a", "users") with { InvocationId = $"{i}" });
        }

        _queue.TakeAll().Should().Equal(first with { Count = 1000 });
        _queue.TakeAll().Should().BeEmpty();
    }

    [Fact]
    public void What_differs_in_who_what_where_or_how_it_ended_is_a_record_of_its_own()
    {
        AuditRow[] denials =
        [
            Denial("a", "users"), Denial("a", "orders"), Denial("b", "users"), Denial("a", "users") with { Address = "10.0.0.2" },
            Denial("a", "users") with { Permission = "databases.table.write:users" }, Denial("b", "users") with { Status = 403 },
        ];

        foreach (var denial in denials)
        {
            _queue.Add(denial);
        }

        _queue.TakeAll().Should().BeEquivalentTo(denials);
    }

    [Fact]
    public void One_source_fills_its_own_room_and_no_others_and_what_is_over_is_counted_by_its_name()
    {
        for (var i = 0; i < 1000; i++)
        {
            _queue.Add(Denial("loud", $"table-{i}"));
        }

        _queue.Add(Denial("quiet", "users"));

        var rows = _queue.TakeAll();
        rows.Where(row => row is { ActorId: "loud", Outcome: AuditOutcome.Denied }).Should().HaveCount(OfOne);
        rows.Should().ContainSingle(row => row.Outcome == AuditOutcome.Dropped).Which.Should().BeEquivalentTo(
            new { ActorId = "loud", ActorType = "function", Action = "audit.denials", Count = 1000 - OfOne });
        rows.Should().ContainSingle(row => row.ActorId == "quiet");
        (_queue.Total, _queue.Dropped).Should().Be((1001, 1000 - OfOne));
    }

    [Fact]
    public void Callers_without_a_token_are_told_apart_by_their_address()
    {
        for (var i = 0; i < 100; i++)
        {
            _queue.Add(Anonymous("10.0.0.1", $"/{i}"));
        }

        _queue.Add(Anonymous("10.0.0.2", "/"));

        _queue.TakeAll().Should().ContainSingle(row => row.Address == "10.0.0.2");
    }

    [Fact]
    public void However_many_come_no_more_wait_than_there_is_room_for_and_all_are_counted()
    {
        for (var source = 0; source < 500; source++)
        {
            for (var i = 0; i < 20; i++)
            {
                _queue.Add(Denial($"source-{source}", $"{i}"));
            }
        }

        var rows = _queue.TakeAll();

        rows.Where(row => row.Outcome == AuditOutcome.Denied).Should().HaveCount(OfAll);
        rows.Should().HaveCountLessThanOrEqualTo((2 * OfAll) + 1);
        rows.Sum(row => row.Count).Should().Be(10_000);
        rows.Should().ContainSingle(row => row.ActorId == "server", "made-up names are not kept").Which.Count.Should().BeGreaterThan(9000);
    }

    [Fact]
    public void Reading_the_log_gives_a_source_no_more_room_and_the_next_second_does()
    {
        Fill();
        _queue.TakeAll();
        Fill();
        _queue.TakeAll().Should().OnlyContain(row => row.Outcome == AuditOutcome.Dropped);

        _time.Pass(TimeSpan.FromSeconds(1));
        Fill();

        _queue.TakeAll().Where(row => row.Outcome == AuditOutcome.Denied).Should().HaveCount(OfOne);

        void Fill()
        {
            for (var i = 0; i < 2 * OfOne; i++)
            {
                _queue.Add(Denial("a", $"{i}"));
            }
        }
    }

    [Fact]
    public void While_nothing_is_taken_out_no_more_comes_in_however_much_time_passes()
    {
        for (var second = 0; second < 100; second++)
        {
            for (var i = 0; i < OfAll; i++)
            {
                _queue.Add(Denial($"{second}-{i}", "users"));
            }

            _time.Pass(TimeSpan.FromSeconds(1));
        }

        var rows = _queue.TakeAll();

        rows.Should().HaveCountLessThanOrEqualTo((2 * OfAll) + 1);
        rows.Sum(row => row.Count).Should().Be(100 * OfAll);
    }

    [Fact]
    public void What_cannot_be_written_becomes_a_number()
    {
        _queue.Add(Denial("a", "users"));
        _queue.Add(Denial("a", "users"));

        _queue.GiveUp(_queue.TakeAll());

        _queue.TakeAll().Should().ContainSingle().Which.Should().BeEquivalentTo(new { Outcome = AuditOutcome.Dropped, ActorId = "server", Count = 2 });
        (_queue.Total, _queue.Dropped).Should().Be((2, 2));
    }

    [Fact]
    public void Texts_that_somebody_chose_are_cut_and_made_one_line()
    {
        _queue.Add(Denial("a", new string('x', 100_000)) with { Action = "a\nb\0c", Permission = new string('y', 100_000), Method = new string('Z', 5000) });

        var row = _queue.TakeAll().Single();

        row.Action.Should().Be("a\uFFFDb\uFFFDc");
        new[] { row.Target!.Length, row.Permission!.Length, row.Method!.Length }.Should().OnlyContain(length => length == 1300);
    }

    [Fact]
    public void Many_threads_at_once_lose_no_count()
    {
        Parallel.For(0, 20_000, i => _queue.Add(Denial($"{i % 50}", $"{i % 13}")));

        _queue.TakeAll().Sum(row => row.Count).Should().Be(20_000);
    }

    private AuditRow Denial(string actor, string table) =>
        new CallerIdentity(actor, actor, "function", []).Record(_time.GetUtcNow(), AuditOutcome.Denied, "databases.table.read") with { Target = table };

    private AuditRow Anonymous(string address, string path) =>
        AuditActors.Anonymous.Record(_time.GetUtcNow(), AuditOutcome.Denied, "functions.read") with { Address = address, Target = path };
}
