using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Schedules;
using MolnOS.Sandbox.Supervisor.Tests.Events;

namespace MolnOS.Sandbox.Supervisor.Tests.Schedules;

/// <summary>Schedules on the whole bus and a real file, with a test in the place of functions and of time.</summary>
internal sealed class ScheduleRig : IAsyncDisposable
{
    private readonly Meter _meter = new("schedules");
    private readonly ConcurrentQueue<ScheduleTick> _kept = [];

    public BusRig Bus { get; } = new();

    public SteppedTime Time => Bus.Time;

    public ScheduleBoard Board { get; private set; } = null!;

    /// <summary>Stands around the keeping of ticks, to make it fail or wait.</summary>
    public Func<KeepTick, KeepTick> Around { get; set; } = keep => keep;

    /// <summary>Moments for which a tick is on disk, in the order in which they came there.</summary>
    public IEnumerable<DateTimeOffset> Moments => _kept.Select(tick => tick.ScheduledTime);

    public async Task<ScheduleRig> StartAsync()
    {
        await Bus.StartAsync();
        Board = NewBoard();
        return this;
    }

    /// <summary>Ends as a killed process does and starts anew, after the server was down for a while.</summary>
    public async Task RestartAsync(TimeSpan down = default)
    {
        await Bus.RestartAsync();
        Time.Pass(down);
        Board = NewBoard();
    }

    public void Deploy(string id, params FunctionTrigger.Schedule[] schedules) => Bus.Catalog.Put(new DeployedFunction
    {
        Id = id,
        Definition = new FunctionDefinition { Name = id, Triggers = schedules.Length > 0 ? schedules : [new FunctionTrigger.Http()] },
        Version = 1,
        CreatedAt = Time.GetUtcNow(),
        UpdatedAt = Time.GetUtcNow(),
    });

    /// <summary>Lets time pass until a moment, looking at the board as its clock would.</summary>
    public async Task PassUntilAsync(DateTimeOffset end)
    {
        var next = await LookAsync();
        while (next <= end)
        {
            Time.Pass(next.Value - Time.GetUtcNow());
            next = await LookAsync();
        }

        Time.Pass(end - Time.GetUtcNow());
        await LookAsync();
    }

    public Task<DateTimeOffset?> LookAsync() => Board.LookAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await Bus.DisposeAsync();
    }

    private ScheduleBoard NewBoard() => new(
        Bus.Catalog, Bus.Schedules, Around(KeepAsync), new ScheduleRecorder(new Meter("one board"), NullLogger<ScheduleRecorder>.Instance), Time);

    private async Task<TickEnd> KeepAsync(string functionId, ScheduleTick tick, CancellationToken cancellationToken)
    {
        if (await Bus.Bus.EmitTickAsync(functionId, tick, cancellationToken) is not EmitOutcome.Kept)
        {
            return TickEnd.Known;
        }

        _kept.Enqueue(tick);
        return TickEnd.Kept;
    }
}
