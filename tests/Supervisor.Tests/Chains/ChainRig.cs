using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Chains;

/// <summary>A limit of chains whose counts and logs a test can read.</summary>
internal sealed class ChainRig : IDisposable
{
    private readonly Meter _meter = new("chains");
    private readonly Lines _lines = new();

    public ChainRig(int mostDepth = 8) => Limit = new ChainLimit(
        Options.Create(new ChainOptions { MaxChainDepth = mostDepth }),
        new ChainRefusals(Catalog, (step, message) => FunctionLog.Add((step.FunctionId, message)), _meter, Time, _lines));

    public static ChainRig Of(int mostDepth) => new(mostDepth);

    public FunctionCatalog Catalog { get; } = new();

    public ChainLimit Limit { get; }

    public ManualTime Time { get; } = new();

    /// <summary>Lines in the logs of functions.</summary>
    public List<(string FunctionId, string Message)> FunctionLog { get; } = [];

    /// <summary>Lines in the server's log.</summary>
    public IReadOnlyList<string> ServerLog => _lines.Written;

    public static CallChain ChainOf(params string[] ids) => ids.Aggregate(CallChain.Outside, static (chain, id) => chain.Through(id));

    public void Deploy(string id, string name) => Catalog.Put(new DeployedFunction
    {
        Id = id,
        Definition = new FunctionDefinition { Name = name },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    });

    /// <summary>Refusals counted, by what led to them.</summary>
    public IReadOnlyDictionary<string, long> Counts()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter == _meter && instrument.Name == "molnos_chain_refused_total")
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counts[(string)tags[0].Value!] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return counts;
    }

    public void Dispose() => _meter.Dispose();

    private sealed class Lines : ILogger<ChainRefusals>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
