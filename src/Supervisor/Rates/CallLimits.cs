using System.Diagnostics.Metrics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Rates;

/// <summary>Holds calls to the rate of their function, and callers to the rate that the settings give everyone.</summary>
internal sealed class CallLimits
{
    private static readonly KeyValuePair<string, object?> s_function = new("limit", "function");
    private static readonly KeyValuePair<string, object?> s_caller = new("limit", "caller");

    /// <summary>
    /// What is taken from each rate. A rate belongs to the definition that names it: one that an update leaves alone goes on as it is, a new one begins full,
    /// and what nobody names any more is collected with it.
    /// </summary>
    private readonly ConditionalWeakTable<FunctionRate, Taken> _byRate = [];

    private readonly CallerRates? _callers;
    private readonly int _maxCallers;
    private readonly InvocationStatistics _statistics;
    private long _refusedByFunction;
    private long _refusedByCaller;

    public CallLimits(IOptions<RateOptions> options, InvocationStatistics statistics, Meter meter)
    {
        var rates = options.Value;
        _statistics = statistics;
        _maxCallers = rates.MaxCallers;
        _callers = rates.CallerRequests == 0 ? null : new CallerRates(new RateRule(rates.CallerRequests, rates.CallerPerSeconds), rates.MaxCallers);
        meter.CreateObservableCounter(
            "molnos_rate_limited_total",
            () => new Measurement<long>[] { new(Volatile.Read(ref _refusedByFunction), s_function), new(Volatile.Read(ref _refusedByCaller), s_caller) },
            description: "Requests refused with 429: over the rate of their function, or over that of each caller.");
    }

    /// <summary>Null when a request to a function may go on, else how long its caller is to wait. Costs two looks at nulls where nothing is limited.</summary>
    public RateRefusal? Check(DeployedFunction function, Caller? caller, IPAddress? address) =>
        _callers is null && function.Definition.Limits.Rate is null ? null : Check(function, CallerKey.Of(caller, address));

    /// <summary>The same for a function that calls another.</summary>
    public RateRefusal? CheckInvoke(DeployedFunction function, string serviceAccountId) =>
        function.Definition.Limits.Rate is { } rate ? CheckFunction(function, rate, CallerKey.OfFunction(serviceAccountId)) : null;

    /// <summary>The same for a management request.</summary>
    public RateRefusal? CheckManagement(Caller? caller, IPAddress? address) => _callers is null ? null : CheckCaller(_callers, CallerKey.Of(caller, address));

    private RateRefusal? Check(DeployedFunction function, string key)
    {
        var refusal = _callers is null ? null : CheckCaller(_callers, key);
        if (refusal is not null)
        {
            _statistics.Record(function.Id, InvocationResultKind.Refused, TimeSpan.Zero, wasCold: false);
            return refusal;
        }

        return function.Definition.Limits.Rate is { } rate ? CheckFunction(function, rate, key) : null;
    }

    private RateRefusal? CheckCaller(CallerRates callers, string key)
    {
        if (callers.Take(key) is not { } wait)
        {
            return null;
        }

        Interlocked.Increment(ref _refusedByCaller);
        return new RateRefusal("These are more requests than one caller may make (RateLimits:CallerRequests); wait, then try again.", wait);
    }

    private RateRefusal? CheckFunction(DeployedFunction function, FunctionRate rate, string key)
    {
        var taken = _byRate.TryGetValue(rate, out var known) ? known : _byRate.GetValue(rate, rate => new Taken(rate, _maxCallers));
        if (taken.Take(key) is not { } wait)
        {
            return null;
        }

        Interlocked.Increment(ref _refusedByFunction);
        _statistics.Record(function.Id, InvocationResultKind.Refused, TimeSpan.Zero, wasCold: false);
        var whose = rate.Per == RateScope.Caller ? " from each caller" : "";
        return new RateRefusal($"This function takes {rate.Requests} {(rate.Requests == 1 ? "call" : "calls")} in {rate.PerSeconds} s{whose} (limits.rate); wait, then try again.", wait);
    }

    /// <summary>What was taken from one rate.</summary>
    private sealed class Taken(FunctionRate rate, int maxCallers)
    {
        private readonly TokenBucketRateLimiter? _shared = rate.Per == RateScope.Function ? new RateRule(rate.Requests, rate.PerSeconds).NewBucket() : null;
        private readonly CallerRates? _each = rate.Per == RateScope.Caller ? new CallerRates(new RateRule(rate.Requests, rate.PerSeconds), maxCallers) : null;

        public TimeSpan? Take(string key) => _shared is not null ? RateRule.Take(_shared) : _each!.Take(key);
    }
}

/// <summary>Why a request must wait.</summary>
/// <param name="Message">A sentence for the caller.</param>
/// <param name="RetryAfter">How long.</param>
internal sealed record RateRefusal(string Message, TimeSpan RetryAfter);
