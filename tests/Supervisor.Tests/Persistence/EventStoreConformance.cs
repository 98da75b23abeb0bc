using System.Text;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every store of events and dead letters must do.</summary>
public abstract class EventStoreConformance
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private protected abstract (IEventStore Events, IDeadLetterStore Letters) Stores { get; }

    private protected abstract (IEventStore Events, IDeadLetterStore Letters) Reopen();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_restart()
    {
        var added = await AddAsync("order.created", data: "{\"é\":1}", subscribers: ["f1", "f2"]);

        var (events, _) = Reopen();

        var page = await events.ReadDueAsync(Due("f1"), CancellationToken.None);
        page.Deliveries.Should().ContainSingle().Which.Should().BeEquivalentTo(added.Deliveries[0], options => options.Excluding(delivery => delivery.Event.Data));
        Encoding.UTF8.GetString(page.Deliveries[0].Event.Data.Span).Should().Be("{\"é\":1}");
        (await events.CountWaitingAsync(CancellationToken.None)).Should().Equal(new Dictionary<string, long> { ["f1"] = 1, ["f2"] = 1 });
    }

    [Fact]
    public async Task Ids_are_never_given_twice_and_grow()
    {
        var first = await AddAsync("a", subscribers: ["f"]);
        await EndAsync(first, new DeliveryEnd.Delivered());
        await Stores.Events.SweepStepAsync(Caps(mostEvents: 0), CancellationToken.None);

        Reopen();
        var second = await AddAsync("a", subscribers: ["f"]);

        second.Id.Number.Should().BeGreaterThan(first.Id.Number);
        second.Deliveries[0].Id.Should().BeGreaterThan(first.Deliveries[0].Id);
        StoredEventId.TryParse(second.Id.ToString(), out var read).Should().BeTrue();
        read.Should().Be(second.Id);
        (await Stores.Events.FindAsync(second.Id with { Salt = 1 }, CancellationToken.None)).Should().BeNull("a guess of the number is not enough");
    }

    [Fact]
    public async Task Commits_are_told_in_the_order_of_ids_and_before_an_end_can_be_recorded()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<long>();

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            var added = (EventAddition.Done)await Stores.Events.AddAsync(
                New("a", ["f"]), long.MaxValue, deliveries => told.Enqueue(deliveries[0].Id), CancellationToken.None);
            told.Should().Contain(added.Deliveries[0].Id);
        }));

        told.Should().BeInAscendingOrder().And.HaveCount(200);
    }

    [Fact]
    public async Task What_is_due_comes_in_its_order_a_page_at_a_time_without_what_the_asker_has()
    {
        var ids = new List<long>();
        for (var n = 0; n < 6; n++)
        {
            ids.Add((await AddAsync("a", at: s_start.AddSeconds(n), subscribers: ["f", "other"])).Deliveries[0].Id);
        }

        await Stores.Events.RecordAsync(ids[0], new DeliveryEnd.Failed(1, "why", s_start.AddSeconds(3.5)), CancellationToken.None);
        await Stores.Events.RecordAsync(ids[5], new DeliveryEnd.Failed(2, "why", s_start.AddHours(2)), CancellationToken.None);
        await Stores.Events.RecordAsync(ids[4], new DeliveryEnd.Failed(1, "why", s_start.AddHours(1)), CancellationToken.None);

        var page = await Stores.Events.ReadDueAsync(Due("f", at: s_start.AddSeconds(10), most: 2, except: [ids[2]]), CancellationToken.None);
        var rest = await Stores.Events.ReadDueAsync(Due("f", at: s_start.AddSeconds(10), most: 2, except: [ids[1], ids[2], ids[3]]), CancellationToken.None);

        page.Deliveries.Select(delivery => delivery.Id).Should().Equal(ids[1], ids[3]);
        page.HasMore.Should().BeTrue();
        page.NextDueAt.Should().Be(s_start.AddHours(1));
        rest.Deliveries.Select(delivery => (delivery.Id, delivery.Attempts)).Should().Equal((ids[0], 1));
        rest.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task A_page_ends_where_its_bytes_are_used_up_but_has_at_least_one()
    {
        for (var n = 0; n < 3; n++)
        {
            await AddAsync("a", data: $"\"{new string('x', 998)}\"", at: s_start.AddSeconds(n), subscribers: ["f"]);
        }

        (await Stores.Events.ReadDueAsync(Due("f", bytes: 10), CancellationToken.None)).Should().BeEquivalentTo(new { HasMore = true, Deliveries = new[] { new { FunctionId = "f" } } });
        (await Stores.Events.ReadDueAsync(Due("f", bytes: 2500), CancellationToken.None)).Deliveries.Should().HaveCount(2);
        (await Stores.Events.ReadDueAsync(Due("f", bytes: 3000), CancellationToken.None)).Should().BeEquivalentTo(new { HasMore = false });
    }

    [Fact]
    public async Task Each_end_is_counted_once_in_its_event()
    {
        var added = await AddAsync("a", subscribers: ["f1", "f2", "f3", "f4"], refusing: ["f5"]);
        DeliveryEnd[] ends = [new DeliveryEnd.Delivered(), new DeliveryEnd.Cancelled(), new DeliveryEnd.Dead(3, "why", s_start), new DeliveryEnd.Failed(1, "why", s_start)];

        foreach (var (delivery, end) in added.Deliveries.Zip(ends))
        {
            (await Stores.Events.RecordAsync(delivery.Id, end, CancellationToken.None)).Should().BeTrue();
        }

        foreach (var delivery in added.Deliveries.Take(3))
        {
            (await Stores.Events.RecordAsync(delivery.Id, new DeliveryEnd.Delivered(), CancellationToken.None)).Should().BeFalse("it waits no more");
        }

        (await SummaryAsync(added.Id)).Should().BeEquivalentTo(new { Subscribers = 5, Waiting = 1, Delivered = 1, Cancelled = 1, Dead = 2, Status = EventStatus.Failed });
    }

    [Fact]
    public async Task Cancelling_takes_a_functions_deliveries_up_to_the_last_of_its_first_step()
    {
        for (var n = 0; n < SqliteDeliveries.MostCancelled + 1; n++)
        {
            await AddAsync("a", subscribers: ["gone", "other"]);
        }

        var first = await Stores.Events.CancelStepAsync("gone", upTo: null, CancellationToken.None);
        await AddAsync("a", subscribers: ["gone"]);
        var second = await Stores.Events.CancelStepAsync("gone", first.UpTo, CancellationToken.None);

        (first.Cancelled, second).Should().Be((SqliteDeliveries.MostCancelled, new CancelStep(1, null)));
        (await Stores.Events.CountWaitingAsync(CancellationToken.None)).Should().BeEquivalentTo(new Dictionary<string, long> { ["gone"] = 1, ["other"] = SqliteDeliveries.MostCancelled + 1 });
    }

    [Fact]
    public async Task Events_are_listed_newest_first_by_name_status_and_time_page_by_page()
    {
        for (var n = 0; n < 12; n++)
        {
            // Two at each moment: the order among them must hold from page to page.
            var added = await AddAsync(n % 3 == 0 ? "a" : "b", at: s_start.AddSeconds(n / 2), subscribers: ["f"]);
            DeliveryEnd[] ends = [new DeliveryEnd.Delivered(), new DeliveryEnd.Dead(1, "why", s_start), new DeliveryEnd.Failed(1, "why", s_start)];
            await EndAsync(added, ends[Math.Min(n % 4, 2)]);
        }

        (await ListAsync(new EventQuery { Most = 5 })).Should().Equal(12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
        (await ListAsync(new EventQuery { Most = 1, Name = "a" })).Should().Equal(10, 7, 4, 1);
        (await ListAsync(new EventQuery { Most = 2, Status = EventStatus.Delivered })).Should().Equal(9, 5, 1);
        (await ListAsync(new EventQuery { Most = 2, Status = EventStatus.Failed })).Should().Equal(10, 6, 2);
        (await ListAsync(new EventQuery { Most = 2, Status = EventStatus.Pending })).Should().Equal(12, 11, 8, 7, 4, 3);
        (await ListAsync(new EventQuery { Most = 3, Status = EventStatus.Pending, Name = "b" })).Should().Equal(12, 11, 8, 3);
        (await ListAsync(new EventQuery { Most = 3, From = s_start.AddSeconds(1), To = s_start.AddSeconds(3) })).Should().Equal(6, 5, 4, 3);
    }

    [Fact]
    public async Task Dead_letters_are_listed_newest_first_by_name_function_and_time_page_by_page()
    {
        for (var n = 0; n < 8; n++)
        {
            var added = await AddAsync(n % 2 == 0 ? "a" : "b", subscribers: [n < 4 ? "f" : "g"]);
            await EndAsync(added, new DeliveryEnd.Dead(3, $"error {n}", s_start.AddSeconds(n / 2)));
        }

        (await LettersAsync(new DeadLetterQuery { Most = 3 })).Should().Equal(8, 7, 6, 5, 4, 3, 2, 1);
        (await LettersAsync(new DeadLetterQuery { Most = 1, EventName = "a" })).Should().Equal(7, 5, 3, 1);
        (await LettersAsync(new DeadLetterQuery { Most = 3, FunctionId = "f" })).Should().Equal(4, 3, 2, 1);
        (await LettersAsync(new DeadLetterQuery { Most = 3, FunctionId = "f", EventName = "b" })).Should().Equal(4, 2);
        (await LettersAsync(new DeadLetterQuery { Most = 3, From = s_start.AddSeconds(1), To = s_start.AddSeconds(2) })).Should().Equal(4, 3);
        (await Stores.Letters.ReadStepAsync(new DeadLetterQuery { Most = 2, EventName = "a" }, after: 1, CancellationToken.None)).Select(letter => letter.Id).Should().Equal(3, 5);
        (await Stores.Letters.FindAsync(8, CancellationToken.None))!.LastError.Should().Be("error 7");
    }

    [Fact]
    public async Task A_redriven_letter_waits_again_and_is_told_once()
    {
        var added = await AddAsync("a", subscribers: ["f"]);
        await EndAsync(added, new DeliveryEnd.Dead(3, "why", s_start));
        var told = new List<string>();
        var id = added.Deliveries[0].Id;

        (await Stores.Letters.RedriveAsync([id, id, 77], s_start.AddDays(1), told.AddRange, CancellationToken.None)).Should().Be(1);

        told.Should().Equal("f");
        (await SummaryAsync(added.Id)).Should().BeEquivalentTo(new { Waiting = 1, Dead = 0, Status = EventStatus.Pending });
        (await Stores.Events.ReadDueAsync(Due("f", at: s_start.AddDays(1)), CancellationToken.None)).Deliveries.Should().ContainSingle()
            .Which.Should().BeEquivalentTo(new { Id = id, Attempts = 0 });
        (await Stores.Letters.FindAsync(id, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task The_sweep_takes_old_and_surplus_finished_events_and_dead_letters_and_never_what_waits()
    {
        var waiting = await AddAsync("a", at: s_start, subscribers: ["f"]);
        var old = await AddAsync("a", at: s_start.AddDays(1));
        var dead = await AddAsync("a", at: s_start.AddDays(2), subscribers: ["f"]);
        await EndAsync(dead, new DeliveryEnd.Dead(1, "why", s_start.AddDays(2)));
        var youngest = await AddAsync("a", at: s_start.AddDays(4));

        await SweepAsync(Caps(oldestFinished: s_start.AddDays(3)));
        (await ListAsync(new EventQuery { Most = 9 })).Should().Equal(youngest.Id.Number, dead.Id.Number, waiting.Id.Number);

        await SweepAsync(Caps(oldestLetter: s_start.AddDays(3)));
        (await LettersAsync(new DeadLetterQuery { Most = 9 })).Should().BeEmpty();
        (await SummaryAsync(dead.Id)).Status.Should().Be(EventStatus.Delivered, "an event without its dead letter is finished");

        await SweepAsync(Caps(mostEvents: 2));
        (await ListAsync(new EventQuery { Most = 9 })).Should().Equal([youngest.Id.Number, waiting.Id.Number], "the oldest finished one went");
        await SweepAsync(Caps(mostEvents: 0));
        (await ListAsync(new EventQuery { Most = 9 })).Should().Equal(waiting.Id.Number);
        old.Id.Number.Should().BeLessThan(youngest.Id.Number);
    }

    [Fact]
    public async Task The_sweep_keeps_the_newest_dead_letters_and_goes_on_step_by_step()
    {
        var count = SqliteEventSweep.Most + 50;
        for (var n = 0; n < count; n++)
        {
            await EndAsync(await AddAsync("a", subscribers: ["f"]), new DeliveryEnd.Dead(1, "why", s_start.AddSeconds(n)));
        }

        (await Stores.Events.SweepStepAsync(Caps(mostLetters: 10), CancellationToken.None)).Should().BeTrue("a step is small");
        await SweepAsync(Caps(mostLetters: 10));

        (await LettersAsync(new DeadLetterQuery { Most = 100 })).Should().Equal(Enumerable.Range(0, 10).Select(n => (long)(count - n)));
        (await Stores.Events.SweepStepAsync(Caps(mostLetters: 10), CancellationToken.None)).Should().BeFalse();
    }

    private static DueRange Due(string functionId, DateTimeOffset? at = null, int most = 100, long bytes = long.MaxValue, long[]? except = null) =>
        new(functionId, at ?? s_start.AddDays(1), new HashSet<long>(except ?? []), most, bytes);

    private static NewEvent New(string name, string[]? subscribers = null, string[]? refusing = null, DateTimeOffset? at = null, string data = "null") => new()
    {
        Name = name,
        Source = "tester",
        Chain = "0",
        Trace = new TraceContext("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1"),
        EmittedAt = at ?? s_start,
        Data = Encoding.UTF8.GetBytes(data),
        Subscribers = subscribers ?? [],
        Refusing = refusing ?? [],
        RefusedBecause = "full",
    };

    private static EventCaps Caps(long mostEvents = long.MaxValue, DateTimeOffset? oldestFinished = null, long mostLetters = long.MaxValue, DateTimeOffset? oldestLetter = null) =>
        new(mostEvents, oldestFinished ?? DateTimeOffset.MinValue, mostLetters, oldestLetter ?? DateTimeOffset.MinValue);

    private async Task<EventAddition.Done> AddAsync(
        string name, string[]? subscribers = null, string[]? refusing = null, DateTimeOffset? at = null, string data = "null") =>
        (EventAddition.Done)await Stores.Events.AddAsync(New(name, subscribers, refusing, at, data), long.MaxValue, static _ => { }, CancellationToken.None);

    private Task<bool> EndAsync(EventAddition.Done added, DeliveryEnd end) => Stores.Events.RecordAsync(added.Deliveries[0].Id, end, CancellationToken.None);

    private async Task<EventSummary> SummaryAsync(StoredEventId id) => (await Stores.Events.FindAsync(id, CancellationToken.None))!.Value.Summary;

    private async Task SweepAsync(EventCaps caps)
    {
        while (await Stores.Events.SweepStepAsync(caps, CancellationToken.None))
        {
        }
    }

    /// <summary>All pages of a list: the numbers of its events.</summary>
    private async Task<IReadOnlyList<long>> ListAsync(EventQuery query)
    {
        var numbers = new List<long>();
        while (true)
        {
            var page = await Stores.Events.ListAsync(query, CancellationToken.None);
            numbers.AddRange(page.Events.Select(summary => summary.Id.Number));
            if (!page.HasMore)
            {
                return numbers;
            }

            query = query with { Behind = new ListPlace(page.Events[^1].EmittedAt, page.Events[^1].Id.Number) };
        }
    }

    private async Task<IReadOnlyList<long>> LettersAsync(DeadLetterQuery query)
    {
        var ids = new List<long>();
        while (true)
        {
            var page = await Stores.Letters.ListAsync(query, CancellationToken.None);
            ids.AddRange(page.Letters.Select(letter => letter.Id));
            if (!page.HasMore)
            {
                return ids;
            }

            query = query with { Behind = new ListPlace(page.Letters[^1].FailedAt, page.Letters[^1].Id) };
        }
    }
}
