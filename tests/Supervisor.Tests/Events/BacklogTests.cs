using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>More events than can be delivered now: bounded in memory and on disk, and nobody waits for another's backlog.</summary>
public sealed class BacklogTests : IAsyncLifetime
{
    private readonly BusRig _rig = BusRig.New();
    private readonly TaskCompletionSource _gate = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_backlog_that_memory_does_not_hold_is_delivered_from_the_store_each_once()
    {
        await StartWithAsync("slow0000");
        await EmitManyAsync(1000);

        _gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "all have ended");

        _rig.Calls.Select(call => call.EventId).Should().OnlyHaveUniqueItems().And.HaveCount(1000);
        var order = _rig.Calls.Select(call => call.EventId).Order(StringComparer.Ordinal).Select((id, place) => (id, place)).ToDictionary(StringComparer.Ordinal);
        _rig.Calls.Select((call, place) => Math.Abs(order[call.EventId] - place)).Max()
            .Should().BeLessThan(4 * _rig.Options.Concurrency, "who has waited longest comes first, give or take those that run at once");
    }

    [Fact]
    public async Task Failures_in_a_backlog_wait_for_their_time_and_keep_nobody_from_their_turn()
    {
        await StartWithAsync("slow0000");
        _rig.Function = call => call.Attempt == 1 && call.Event.Data.Length > 4 ? BusRig.Failed() : BusRig.Taken;
        for (var n = 0; n < 200; n++)
        {
            await _rig.EmitAsync("e", "\"poison\"");
        }

        await EmitManyAsync(200);

        await BusRig.HoldsAsync(() => _rig.Calls.Count(call => call.Event.Data.Length == 4) == 200, "the good ones are through, though no time has passed");
        await _rig.HoldsInTimeAsync(() => Task.FromResult(_rig.Metric("molnos_event_deliveries_waiting") == 0), "all have ended");
        _rig.Calls.Should().HaveCount(600);
    }

    [Fact]
    public async Task Who_never_returns_and_who_is_flooded_delays_nobody_else()
    {
        _rig.Options.MaxConcurrent = 20;
        await StartWithAsync("hangs001", "hangs002", "hangs003");
        _rig.Deploy("prompt00", "other");
        await EmitManyAsync(100);
        await BusRig.HoldsAsync(() => _rig.Calls.Count >= 20, "every slot is taken");

        var kept = await _rig.EmitAsync("other");

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        _rig.Calls.Count(call => call.FunctionId != "prompt00").Should().BeInRange(20, 20 + 2, "beyond the bound a function has one slot");
        _gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "all have ended");
        _rig.Calls.Should().HaveCount(301);
    }

    [Fact]
    public async Task Past_the_bound_of_what_may_wait_for_a_function_an_event_is_a_dead_letter_for_it_and_reaches_the_others()
    {
        _rig.Options.MaxWaiting = 30;
        await StartWithAsync("hangs000");
        _rig.Deploy("prompt00", "e");

        await EmitManyAsync(50);

        await BusRig.HoldsAsync(() => _rig.CallsOf("prompt00") == 50, "the other function has all");
        var letters = await _rig.LettersAsync();
        letters.Should().HaveCount(20).And.OnlyContain(letter => letter.FunctionId == "hangs000" && letter.Attempts == 0 && letter.LastError.Contains("Events:MaxWaiting"));
        _gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.CallsOf("hangs000") == 30, "what waited is delivered");
    }

    [Fact]
    public async Task When_the_store_is_full_finished_events_make_room_and_without_any_nothing_is_taken_in()
    {
        _rig.Options.MaxStoredBytes = 4096;
        await StartWithAsync("hangs000");
        _rig.Deploy("prompt00", "other");
        var finished = await _rig.EmitAsync("other", Text(2000));
        await _rig.ComesToAsync(finished.Id, EventStatus.Delivered);
        (await _rig.TryEmitAsync("e", Text(2000))).Should().BeOfType<EmitOutcome.Kept>();

        var makesRoom = await _rig.TryEmitAsync("e", Text(2000));
        var finds = await _rig.TryEmitAsync("e", Text(2000));

        makesRoom.Should().BeOfType<EmitOutcome.Kept>();
        (await _rig.Store.FindAsync(finished.Id, CancellationToken.None)).Should().BeNull();
        finds.Should().BeOfType<EmitOutcome.Full>().Which.Reason.Should().Contain("Events:MaxStoredBytes");
        _rig.Metric("molnos_event_deliveries_waiting").Should().Be(2, "what was not taken in does not wait");
        _rig.Metric("molnos_events_emitted_total").Should().Be(3);
    }

    [Fact]
    public async Task Large_data_is_held_in_memory_only_as_far_as_the_bound()
    {
        _rig.Options.Concurrency = 1;
        await StartWithAsync("slow0000");
        for (var n = 0; n < 12; n++)
        {
            await _rig.EmitAsync("e", Text(1024 * 1024));
        }

        _gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "all have ended");
        _rig.Calls.Select(call => call.EventId).Should().OnlyHaveUniqueItems().And.HaveCount(12);
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_loses_nothing_and_repeats_nothing()
    {
        FailingEventStore failing = null!;
        _rig.Around = store => failing = new FailingEventStore(store);
        await StartWithAsync("prompt00");
        failing.FailNext(records: 3, reads: 2);
        _gate.SetResult();

        await EmitManyAsync(300);

        await _rig.HoldsInTimeAsync(() => Task.FromResult(_rig.Metric("molnos_event_deliveries_waiting") == 0), "all have ended");
        _rig.Calls.Select(call => call.EventId).Should().OnlyHaveUniqueItems().And.HaveCount(300);
    }

    [Fact]
    public async Task A_stop_begins_nothing_more_and_ends_once_what_runs_has_ended()
    {
        await StartWithAsync("slow0000");
        await EmitManyAsync(40);
        await BusRig.HoldsAsync(() => _rig.Calls.Count == _rig.Options.Concurrency, "as many run as may");

        var stop = _rig.Lanes.StopAsync(CancellationToken.None);
        var whileRunning = await _rig.EmitAsync("e");
        stop.IsCompleted.Should().BeFalse();
        _gate.SetResult();
        await stop;

        _rig.Calls.Should().HaveCount(_rig.Options.Concurrency);
        (await _rig.EventAsync(whileRunning.Id)).Status.Should().Be(EventStatus.Pending);
        await _rig.RestartAsync();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "the next start delivers the rest");
        _rig.Calls.Select(call => call.EventId).Should().OnlyHaveUniqueItems().And.HaveCount(41);
    }

    private static string Text(int bytes) => $"\"{new string('x', bytes - 2)}\"";

    /// <summary>Starts with functions that subscribe to "e" and wait for the gate.</summary>
    private async Task StartWithAsync(params string[] ids)
    {
        await _rig.StartAsync();
        foreach (var id in ids)
        {
            _rig.Deploy(id, "e");
        }

        _rig.Function = async call =>
        {
            if (ids.Contains(call.FunctionId, StringComparer.Ordinal))
            {
                await _gate.Task;
            }

            return new DeliveryVerdict.Taken();
        };
    }

    private async Task EmitManyAsync(int count)
    {
        for (var n = 0; n < count; n++)
        {
            await _rig.EmitAsync("e");
        }
    }
}

/// <summary>A store whose disk fails when a test says so.</summary>
internal sealed class FailingEventStore(IEventStore store) : IEventStore
{
    private int _records;
    private int _reads;

    public void FailNext(int records, int reads) => (_records, _reads) = (records, reads);

    public Task<EventAddition> AddAsync(NewEvent added, long mostBytes, Action<IReadOnlyList<WaitingDelivery>> committed, CancellationToken cancellationToken) =>
        store.AddAsync(added, mostBytes, committed, cancellationToken);

    public Task<IReadOnlyDictionary<string, long>> CountWaitingAsync(CancellationToken cancellationToken) => store.CountWaitingAsync(cancellationToken);

    public Task<DuePage> ReadDueAsync(DueRange range, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _reads) >= 0 ? throw Failure() : store.ReadDueAsync(range, cancellationToken);

    public Task<bool> RecordAsync(long deliveryId, DeliveryEnd end, CancellationToken cancellationToken) =>
        Interlocked.Decrement(ref _records) >= 0 ? throw Failure() : store.RecordAsync(deliveryId, end, cancellationToken);

    public Task<CancelStep> CancelStepAsync(string functionId, long? upTo, CancellationToken cancellationToken) =>
        store.CancelStepAsync(functionId, upTo, cancellationToken);

    public Task<EventPage> ListAsync(EventQuery query, CancellationToken cancellationToken) => store.ListAsync(query, cancellationToken);

    public Task<(EventSummary Summary, ReadOnlyMemory<byte> Data)?> FindAsync(StoredEventId id, CancellationToken cancellationToken) =>
        store.FindAsync(id, cancellationToken);

    public Task<bool> SweepStepAsync(EventCaps caps, CancellationToken cancellationToken) => store.SweepStepAsync(caps, cancellationToken);

    private static StorageException Failure() => new(StorageFailure.Unavailable, "the disk is away");
}
