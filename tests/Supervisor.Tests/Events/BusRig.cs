using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Observability;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Events;

/// <summary>The whole bus on a real file, with a test in the place of functions and of time.</summary>
internal sealed class BusRig : IAsyncDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private readonly ReopenableDatabase _database = new(EventsSchema.Migrations);
    private readonly LogFixture _log = new();
    private Meter _meter = new("events");
    private DeliveryLanes? _lanes;

    public EventOptions Options { get; } = new() { RetryBaseDelay = TimeSpan.FromSeconds(1) };

    public SteppedTime Time { get; } = new();

    public FunctionCatalog Catalog { get; } = new();

    /// <summary>Stands around the store, to make it fail.</summary>
    public Func<IEventStore, IEventStore> Around { get; set; } = store => store;

    /// <summary>What functions do with an event.</summary>
    public Func<DeliveredCall, ValueTask<DeliveryVerdict>> Function { get; set; } = _ => Taken;

    /// <summary>Calls of functions, as they began.</summary>
    public ConcurrentQueue<DeliveredCall> Calls { get; } = [];

    public SqliteEventStore Store { get; private set; } = null!;

    public SqliteScheduleStore Schedules { get; private set; } = null!;

    public EventBus Bus { get; private set; } = null!;

    public DeliveryLanes Lanes => _lanes!;

    public DeadLetters DeadLetters { get; private set; } = null!;

    public SqliteDeadLetterStore LetterStore { get; private set; } = null!;

    public EventSweeper Sweeper { get; private set; } = null!;

    public static BusRig New() => new();

    public static ValueTask<DeliveryVerdict> Taken => ValueTask.FromResult<DeliveryVerdict>(new DeliveryVerdict.Taken());

    public static ValueTask<DeliveryVerdict> Failed(string error = "no luck") => ValueTask.FromResult<DeliveryVerdict>(new DeliveryVerdict.Failed(error));

    /// <summary>Starts the bus, on what an earlier start left.</summary>
    public async Task<BusRig> StartAsync()
    {
        (Store, LetterStore) = (new SqliteEventStore(_database.Current), new SqliteDeadLetterStore(_database.Current));
        Schedules = new SqliteScheduleStore(_database.Current);
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var attempt = new DeliveryAttempt(Catalog, Deliver, _log.Log, options, NullLogger<DeliveryAttempt>.Instance);
        var parts = new LaneParts(Around(Store), attempt, Options, new EventMetrics(_meter), Time);
        _lanes = new DeliveryLanes(parts, new LaneWork(parts, NullLogger<LaneWork>.Instance), Catalog, new Lifetime(), NullLogger<DeliveryLanes>.Instance);
        Bus = new EventBus(Catalog, parts, _lanes);
        DeadLetters = new DeadLetters(LetterStore, _lanes, Catalog, Time);
        Sweeper = new EventSweeper(Store, _lanes, options, Time, NullLogger<EventSweeper>.Instance);
        await _lanes.StartAsync(CancellationToken.None);
        return this;
    }

    /// <summary>Ends as a killed process does, but for the file, which a living process must close; then starts anew.</summary>
    public async Task RestartAsync()
    {
        _lanes!.Dispose();
        _meter.Dispose();
        _meter = new Meter("events");
        _database.Reopen();
        await StartAsync();
    }

    public void Deploy(string id, params string[] patterns) => Deploy(id, new FunctionLimits(), patterns);

    public void Deploy(string id, FunctionLimits limits, params string[] patterns) => Catalog.Put(new DeployedFunction
    {
        Id = id,
        Definition = new FunctionDefinition { Name = id, Triggers = [.. patterns.Select(pattern => new FunctionTrigger.Event(pattern))], Limits = limits },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    public void Remove(string id)
    {
        Catalog.TryGet(id, out var function);
        Catalog.Remove(function!);
    }

    public async Task<EmitOutcome.Kept> EmitAsync(string name, string data = "null") => (EmitOutcome.Kept)await TryEmitAsync(name, data);

    public Task<EmitOutcome> TryEmitAsync(string name, string data = "null") =>
        Bus.EmitAsync(new Emission(name, Encoding.UTF8.GetBytes(data), "tester", CallChain.Outside), CancellationToken.None);

    public async Task<EventSummary> EventAsync(StoredEventId id) => (await Store.FindAsync(id, CancellationToken.None))!.Value.Summary;

    public async Task<IReadOnlyList<DeadLetter>> LettersAsync() =>
        (await LetterStore.ListAsync(new DeadLetterQuery { Most = 1000 }, CancellationToken.None)).Letters;

    /// <summary>How often each function was called for an event so far.</summary>
    public int CallsOf(string functionId) => Calls.Count(call => call.FunctionId == functionId);

    /// <summary>Waits for a condition; real time passes, the rig's stands still.</summary>
    public static Task HoldsAsync(Func<bool> condition, string what) => Eventually.HoldsAsync(() => Task.FromResult(condition()), s_limit, what);

    /// <summary>Waits until the store says that an event has come so far.</summary>
    public Task ComesToAsync(StoredEventId id, EventStatus status) =>
        Eventually.HoldsAsync(async () => (await EventAsync(id)).Status == status, s_limit, $"the event is {status}");

    /// <summary>Waits for a condition while the rig's time passes from timer to timer.</summary>
    public Task HoldsInTimeAsync(Func<Task<bool>> condition, string what) => Eventually.HoldsAsync(
        async () =>
        {
            if (await condition())
            {
                return true;
            }

            if (Time.NextAt is { } next)
            {
                Time.Pass(next - Time.GetUtcNow());
            }

            return false;
        },
        s_limit,
        what);

    /// <summary>A measured number, tags included, as in <c>molnos_emitteddeliveries_total{outcome=dead}</c>.</summary>
    public long Metric(string name, string? tag = null)
    {
        var found = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == _meter && instrument.Name == name)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => found += tag is null || (string)tags[0].Value! == tag ? value : 0);
        listener.Start();
        listener.RecordObservableInstruments();
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        _lanes?.Dispose();
        Sweeper.Dispose();
        _meter.Dispose();
        _database.Dispose();
        await _log.DisposeAsync();
    }

    private ValueTask<DeliveryVerdict> Deliver(DeployedFunction function, EventCall emitted)
    {
        var call = new DeliveredCall(function.Id, emitted, function);
        Calls.Enqueue(call);
        return Function(call);
    }

    /// <summary>A call that a function got.</summary>
    internal sealed record DeliveredCall(string FunctionId, EventCall Event, DeployedFunction Function)
    {
        public string EventId => Event.EventId;

        public int Attempt => Event.Attempt;
    }

    private sealed class Lifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
