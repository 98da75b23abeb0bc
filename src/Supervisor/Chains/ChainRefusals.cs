using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Chains;

/// <summary>Counts and logs the chains that were refused, with the names of their functions.</summary>
internal sealed partial class ChainRefusals
{
    /// <summary>What a circle may write into the server's log a second; the function's log has a limit of its own.</summary>
    private const int LogBytesPerSecond = 16 * 1024;

    private static readonly KeyValuePair<string, object?>[] Links =
        [new("by", "http"), new("by", "events.emit"), new("by", "functions.invoke")];

    private readonly long[] _refused = new long[Links.Length];
    private readonly FunctionCatalog _catalog;
    private readonly ChainLogSink _log;
    private readonly LogBudget _budget;
    private readonly ILogger<ChainRefusals> _logger;

    public ChainRefusals(FunctionCatalog catalog, ChainLogSink log, Meter meter, TimeProvider time, ILogger<ChainRefusals> logger)
    {
        (_catalog, _log, _logger) = (catalog, log, logger);
        _budget = new LogBudget(LogBytesPerSecond, time);
        meter.CreateObservableCounter(
            "molnos_chain_refused_total",
            () => Links.Select((link, index) => new Measurement<long>(Volatile.Read(ref _refused[index]), link)),
            description: "Calls and events refused since their chain of functions was too long, by what led to them.");
    }

    /// <summary>Writes a refusal down; gives it as a sentence.</summary>
    public string Refuse(ChainStep step, int mostDepth)
    {
        Interlocked.Increment(ref _refused[(int)step.By]);
        var names = string.Join(" -> ", step.Chain.FunctionIds.Select(NameOf));
        var message = $"The chain of functions is too long: {names} is {step.Chain.Depth}, and Events:MaxChainDepth allows {mostDepth}. Is there a circle?";
        _log(step, message);
        if (_budget.TryTake(message.Length))
        {
            LogRefused(Links[(int)step.By].Value, step.Chain.Depth, mostDepth, names, _budget.TakeDropped());
        }
        else
        {
            _budget.Drop(1);
        }

        return message;
    }

    private string NameOf(string functionId) => _catalog.TryGet(functionId, out var function) ? function.Definition.Name : functionId;

    [LoggerMessage(550, LogLevel.Warning, "Refused to go on by {By} in a chain of {Depth} functions, of which {Most} are allowed: {Chain}. {Unlogged} refusals before this one were not logged.")]
    private partial void LogRefused(object? by, int depth, int most, string chain, long unlogged);
}

/// <summary>Takes the line of a refusal for the log of <see cref="ChainStep.FunctionId"/>. Must return at once and never throw.</summary>
internal delegate void ChainLogSink(ChainStep step, string message);
