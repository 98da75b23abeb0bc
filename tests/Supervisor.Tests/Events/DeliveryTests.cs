using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>An event goes to each that subscribes, again where it failed, and never to be lost.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly BusRig _rig = BusRig.New();

    public async Task InitializeAsync() => await _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task Each_subscriber_gets_the_event_once_and_nobody_else_does()
    {
        _rig.Deploy("exact000", "order.created");
        _rig.Deploy("pattern0", "order.*", "order.created", "**");
        _rig.Deploy("other000", "order.deleted");

        var kept = await _rig.EmitAsync("order.created", """{"id":7}""");

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        kept.Subscribers.Should().Be(2);
        _rig.Calls.Select(call => call.FunctionId).Should().BeEquivalentTo("exact000", "pattern0");
        _rig.Calls.Should().OnlyContain(call => call.EventId == kept.Id.ToString() && call.Attempt == 1 && call.Event.Source == "tester");
        System.Text.Encoding.UTF8.GetString(_rig.Calls.First().Event.Data.Span).Should().Be("""{"id":7}""");
        (await _rig.EventAsync(kept.Id)).Should().BeEquivalentTo(new { Subscribers = 2, Delivered = 2, Waiting = 0, Dead = 0, Cancelled = 0 });
    }

    [Fact]
    public async Task An_event_that_nobody_subscribes_to_is_kept_and_done()
    {
        var kept = await _rig.EmitAsync("nobody.cares");

        kept.Subscribers.Should().Be(0);
        (await _rig.EventAsync(kept.Id)).Status.Should().Be(EventStatus.Delivered);
    }

    [Fact]
    public async Task One_that_throws_is_tried_three_times_with_the_same_event_and_is_a_dead_letter_then_while_the_other_is_done_at_once()
    {
        _rig.Deploy("throws00", "e");
        _rig.Deploy("other000", "e");
        _rig.Function = call => call.FunctionId == "throws00" ? BusRig.Failed($"attempt {call.Attempt}") : BusRig.Taken;

        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.CallsOf("other000") == 1, "the other one has its event");
        await _rig.HoldsInTimeAsync(async () => (await _rig.LettersAsync()).Count == 1, "there is a dead letter");

        _rig.Calls.Where(call => call.FunctionId == "throws00").Select(call => (call.EventId, call.Attempt)).Should().Equal((kept.Id.ToString(), 1), (kept.Id.ToString(), 2), (kept.Id.ToString(), 3));
        _rig.CallsOf("other000").Should().Be(1);
        (await _rig.LettersAsync()).Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { EventId = kept.Id, EventName = "e", FunctionId = "throws00", Attempts = 3, LastError = "attempt 3" });
        (await _rig.EventAsync(kept.Id)).Should().BeEquivalentTo(new { Status = EventStatus.Failed, Delivered = 1, Dead = 1, Waiting = 0 });
        _rig.Metric("molnos_event_deliveries_total", "retried").Should().Be(2);
        _rig.Metric("molnos_event_deliveries_total", "dead").Should().Be(1);
        _rig.Metric("molnos_event_deliveries_waiting").Should().Be(0);
    }

    [Fact]
    public async Task A_second_attempt_waits_for_its_time()
    {
        _rig.Deploy("flaky000", "e");
        _rig.Function = call => call.Attempt == 1 ? BusRig.Failed() : BusRig.Taken;

        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");

        _rig.Calls.Should().HaveCount(1);
        (_rig.Time.NextAt - _rig.Time.GetUtcNow()).Should().BeLessThanOrEqualTo(_rig.Options.RetryBaseDelay);
        _rig.Time.Pass(_rig.Options.RetryBaseDelay);
        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        _rig.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_had_not_ended_is_delivered_after_a_restart_and_a_retry_keeps_its_count_and_its_time()
    {
        _rig.Deploy("hangs000", "e");
        _rig.Deploy("flaky000", "e");
        var never = new TaskCompletionSource<DeliveryVerdict>();
        _rig.Options.RetryBaseDelay = TimeSpan.FromHours(1);
        _rig.Function = call => call.FunctionId == "hangs000" ? new ValueTask<DeliveryVerdict>(never.Task) : BusRig.Failed("first");
        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.CallsOf("hangs000") == 1 && _rig.Time.NextAt is not null, "one hangs, one waits for its second attempt");

        _rig.Function = _ => BusRig.Taken;
        await _rig.RestartAsync();

        await BusRig.HoldsAsync(() => _rig.CallsOf("hangs000") == 2, "the one that hung has it again");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");
        _rig.CallsOf("flaky000").Should().Be(1, "its time has not come");
        _rig.Time.Pass(TimeSpan.FromHours(1));
        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        _rig.Calls.Last(call => call.FunctionId == "flaky000").Attempt.Should().Be(2);
        _rig.Calls.Should().OnlyContain(call => call.EventId == kept.Id.ToString());
    }

    [Fact]
    public async Task A_call_that_found_no_room_is_no_attempt_and_is_made_when_there_is_room()
    {
        _rig.Deploy("busy0000", "e");
        var isBusy = true;
        _rig.Function = _ => isBusy
            ? ValueTask.FromResult<DeliveryVerdict>(new DeliveryVerdict.Unplaced(TimeSpan.FromSeconds(2)))
            : BusRig.Taken;

        var kept = await _rig.EmitAsync("e");
        for (var round = 1; round <= 5; round++)
        {
            await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_total", "postponed") == round && _rig.Time.NextAt is not null, "it was put off");
            _rig.Time.Pass(TimeSpan.FromSeconds(1.9));
            _rig.Calls.Should().HaveCount(round, "the pause is not over");
            isBusy = round < 5;
            _rig.Time.Pass(TimeSpan.FromSeconds(0.1));
        }

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        _rig.Calls.Should().HaveCount(6).And.OnlyContain(call => call.Attempt == 1);
    }

    [Fact]
    public async Task What_cannot_succeed_is_a_dead_letter_at_once()
    {
        _rig.Deploy("large000", "e");
        _rig.Function = _ => ValueTask.FromResult<DeliveryVerdict>(new DeliveryVerdict.Hopeless("too large"));

        var kept = await _rig.EmitAsync("e");

        await _rig.ComesToAsync(kept.Id, EventStatus.Failed);
        (await _rig.LettersAsync()).Single().Should().BeEquivalentTo(new { Attempts = 1, LastError = "too large" });
    }

    [Fact]
    public async Task A_fault_of_the_servers_own_counts_as_an_attempt()
    {
        _rig.Deploy("unlucky0", "e");
        _rig.Function = _ => throw new InvalidOperationException("a bug");

        await _rig.EmitAsync("e");

        await _rig.HoldsInTimeAsync(async () => (await _rig.LettersAsync()).Count == 1, "there is a dead letter");
        (await _rig.LettersAsync()).Single().LastError.Should().NotContain("a bug", "what went wrong in the server is for its log");
    }

    [Fact]
    public async Task A_function_never_has_more_deliveries_at_once_than_its_workers_take()
    {
        _rig.Deploy("single00", new FunctionLimits { Concurrency = 1, MaxWorkers = 2 }, "e");
        _rig.Deploy("wide0000", new FunctionLimits { Concurrency = 1000, MaxWorkers = 64 }, "e");
        var gate = new TaskCompletionSource();
        _rig.Function = async _ =>
        {
            await gate.Task;
            return new DeliveryVerdict.Taken();
        };

        for (var n = 0; n < 100; n++)
        {
            await _rig.EmitAsync("e");
        }

        await BusRig.HoldsAsync(() => _rig.CallsOf("single00") == 2 && _rig.CallsOf("wide0000") == _rig.Options.Concurrency, "all that may run do");
        _rig.Metric("molnos_event_deliveries_running").Should().Be(2 + _rig.Options.Concurrency);
        gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "all have ended");
        _rig.Calls.Select(call => (call.FunctionId, call.EventId)).Should().OnlyHaveUniqueItems().And.HaveCount(200);
    }
}
