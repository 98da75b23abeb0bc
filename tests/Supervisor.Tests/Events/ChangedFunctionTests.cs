using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>What becomes of deliveries whose function changes or goes while they wait.</summary>
public sealed class ChangedFunctionTests : IAsyncLifetime
{
    private readonly BusRig _rig = BusRig.New();
    private readonly TaskCompletionSource _gate = new();

    public async Task InitializeAsync() => await _rig.StartAsync();

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    [Fact]
    public async Task A_second_attempt_goes_to_the_version_in_force()
    {
        _rig.Deploy("changing", "e");
        _rig.Function = call => call.Attempt == 1 ? BusRig.Failed() : BusRig.Taken;
        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");
        _rig.Catalog.TryGet("changing", out var first);

        _rig.Catalog.Put(first! with { Version = 2 });
        _rig.Time.Pass(_rig.Options.RetryBaseDelay);

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        _rig.Calls.Select(call => call.Function.Version).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Who_subscribes_no_more_gets_nothing_that_still_waited()
    {
        _rig.Deploy("changing", "e", "f");
        _rig.Function = _ => BusRig.Failed();
        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");

        _rig.Deploy("changing", "f");
        _rig.Time.Pass(_rig.Options.RetryBaseDelay);

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        (await _rig.EventAsync(kept.Id)).Should().BeEquivalentTo(new { Cancelled = 1, Delivered = 0, Dead = 0, Waiting = 0 });
        _rig.Calls.Should().HaveCount(1);
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_total", "cancelled") == 1, "it is counted");
    }

    [Fact]
    public async Task With_a_function_its_waiting_deliveries_go_at_once_and_what_runs_ends()
    {
        _rig.Deploy("removed0", "e");
        _rig.Deploy("remains0", "e");
        _rig.Function = call => call.FunctionId == "removed0" ? WaitAsync() : BusRig.Taken;
        var ids = new List<StoredEventId>();
        for (var n = 0; n < 1200; n++)
        {
            ids.Add((await _rig.EmitAsync("e")).Id);
        }

        await BusRig.HoldsAsync(() => _rig.CallsOf("removed0") == _rig.Options.Concurrency && _rig.CallsOf("remains0") == 1200, "one function is busy, the other done");
        _rig.Remove("removed0");

        await _rig.ComesToAsync(ids[^1], EventStatus.Delivered);
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_waiting") == 0, "nothing waits");
        _rig.Metric("molnos_event_deliveries_total", "cancelled").Should().Be(1200);
        _gate.SetResult();
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_running") == 0, "what ran has ended");
        _rig.CallsOf("removed0").Should().Be(_rig.Options.Concurrency);
        _rig.Metric("molnos_event_deliveries_waiting").Should().Be(0);
        (await _rig.EventAsync(ids[0])).Should().BeEquivalentTo(new { Cancelled = 1, Delivered = 1, Waiting = 0 });
    }

    [Fact]
    public async Task A_function_deployed_anew_under_the_same_id_gets_only_what_is_emitted_from_then_on()
    {
        _rig.Deploy("again000", "e");
        _rig.Function = _ => BusRig.Failed();
        var old = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");

        _rig.Remove("again000");
        _rig.Deploy("again000", "e");
        _rig.Function = _ => BusRig.Taken;
        var young = await _rig.EmitAsync("e");

        await _rig.ComesToAsync(young.Id, EventStatus.Delivered);
        await _rig.ComesToAsync(old.Id, EventStatus.Delivered);
        _rig.Time.Pass(TimeSpan.FromHours(1));
        (await _rig.EventAsync(old.Id)).Cancelled.Should().Be(1);
        _rig.Calls.Select(call => call.EventId).Should().Equal(old.Id.ToString(), young.Id.ToString());
    }

    [Fact]
    public async Task A_function_that_went_while_the_server_was_down_leaves_nothing_waiting()
    {
        _rig.Deploy("downtime", "e");
        _rig.Function = _ => BusRig.Failed();
        var kept = await _rig.EmitAsync("e");
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt");
        _rig.Lanes.Dispose();
        _rig.Remove("downtime");

        await _rig.RestartAsync();
        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "a timer is set for the second attempt again");
        _rig.Time.Pass(TimeSpan.FromHours(1));

        await _rig.ComesToAsync(kept.Id, EventStatus.Delivered);
        (await _rig.EventAsync(kept.Id)).Cancelled.Should().Be(1);
    }

    [Fact]
    public async Task The_lane_of_a_function_that_is_gone_is_let_go_and_a_new_one_serves_its_successor()
    {
        _rig.Deploy("shortliv", "e");
        await _rig.ComesToAsync((await _rig.EmitAsync("e")).Id, EventStatus.Delivered);
        await BusRig.HoldsAsync(() => _rig.Metric("molnos_event_deliveries_running") == 0, "nothing runs");
        _rig.Remove("shortliv");

        await _rig.Sweeper.SweepAsync(CancellationToken.None);
        _rig.Deploy("shortliv", "e");

        await _rig.ComesToAsync((await _rig.EmitAsync("e")).Id, EventStatus.Delivered);
        _rig.CallsOf("shortliv").Should().Be(2);
    }

    private async ValueTask<DeliveryVerdict> WaitAsync()
    {
        await _gate.Task;
        return new DeliveryVerdict.Taken();
    }
}
