using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Schedules;
using MolnOS.Sandbox.Supervisor.Tests.Events;

namespace MolnOS.Sandbox.Supervisor.Tests.Schedules;

/// <summary>When the board is looked at.</summary>
[SuppressMessage("Design", "CA1001", Justification = "IAsyncLifetime disposes it.")]
public sealed class ScheduleClockTests : IAsyncLifetime
{
    private readonly ScheduleRig _rig = new();

    public Task InitializeAsync() => _rig.StartAsync();

    [Fact]
    public async Task It_wakes_for_a_deploy_and_at_each_moment()
    {
        using var clock = await StartAsync();

        _rig.Deploy("f", new FunctionTrigger.Schedule("*/10 * * * * *", TimeZone: null));

        await BusRig.HoldsAsync(() => _rig.Time.NextAt?.Second == 10, "it has heard of the deploy");
        await _rig.Bus.HoldsInTimeAsync(() => Task.FromResult(_rig.Bus.CallsOf("f") >= 3), "three ticks are delivered");
        await clock.StopAsync(CancellationToken.None);
        _rig.Moments.Select(moment => moment.Second).Take(3).Should().Equal(10, 20, 30);
    }

    [Fact]
    public async Task It_sleeps_no_longer_than_half_a_minute_since_somebody_may_set_the_clock()
    {
        _rig.Deploy("f", new FunctionTrigger.Schedule("@yearly", TimeZone: null));
        using var clock = await StartAsync();

        await BusRig.HoldsAsync(() => _rig.Time.NextAt is not null, "it sleeps");

        (_rig.Time.NextAt - _rig.Time.GetUtcNow()).Should().BeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
        await clock.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_failure_of_the_store_does_not_end_it()
    {
        var failures = 0;
        _rig.Around = keep => (functionId, tick, token) =>
            failures++ == 0 ? throw new InvalidOperationException("a fault of ours") : keep(functionId, tick, token);
        await _rig.RestartAsync();
        using var clock = await StartAsync();

        _rig.Deploy("f", new FunctionTrigger.Schedule("* * * * *", TimeZone: null));

        await _rig.Bus.HoldsInTimeAsync(() => Task.FromResult(_rig.Bus.CallsOf("f") >= 1), "a tick is delivered after all");
        await clock.StopAsync(CancellationToken.None);
        failures.Should().BeGreaterThan(1);
    }

    public async Task DisposeAsync() => await _rig.DisposeAsync();

    private async Task<ScheduleClock> StartAsync()
    {
        var clock = new ScheduleClock(_rig.Board, _rig.Bus.Catalog, _rig.Time, NullLogger<ScheduleClock>.Instance);
        await clock.StartAsync(CancellationToken.None);
        return clock;
    }
}
