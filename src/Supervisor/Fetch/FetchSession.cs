using System.Runtime.CompilerServices;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// The fetches of one invocation, by the numbers that its worker gave them. They end with it. A number means nothing in any other
/// invocation.
/// </summary>
internal sealed class FetchSession(FetchSlots slots, FetchMetrics metrics, FetchOptions options)
{
    private const int MostEarly = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Exchange> _open = [];

    /// <summary>Numbers that were cancelled before they came: calls may overtake each other.</summary>
    private readonly HashSet<long> _early = [];
    private bool _isOver;

    /// <summary>Begins a fetch; null when there is no room for it, and <paramref name="fault"/> says why.</summary>
    public Exchange? TryBegin(long number, BoundInvocation invocation, Func<FunctionShare, Exchange> begin, out BindingResult.Failed? fault)
    {
        lock (_gate)
        {
            fault = _isOver ? BindingGate.Ended
                : _early.Remove(number) ? FetchFailure.Cancelled
                : _open.ContainsKey(number) ? new BindingResult.Failed(BindingCodes.InvalidArgument, "A fetch of this number is open already.")
                : _open.Count >= options.MaxPerInvocation ? TooMany($"This invocation has {_open.Count} fetches open already, which is the most it may; read their bodies to the end or cancel them.")
                : null;
            if (fault is not null)
            {
                return null;
            }

            if (slots.TryTake(invocation.FunctionId, out var reason) is not { } share)
            {
                fault = TooMany(reason!);
                return null;
            }

            var exchange = begin(share);
            _open.Add(number, exchange);
            return exchange;
        }
    }

    /// <summary>The open fetch of a number, or null.</summary>
    public Exchange? Find(long number)
    {
        lock (_gate)
        {
            return _open.GetValueOrDefault(number);
        }
    }

    /// <summary>Ends a fetch and frees what it holds.</summary>
    public void End(long number)
    {
        Exchange? exchange;
        lock (_gate)
        {
            if (!_open.Remove(number, out exchange))
            {
                return;
            }
        }

        LetGo(exchange);
    }

    /// <summary>Ends a fetch that the function wants no longer, though it may not have come yet.</summary>
    public void Cancel(long number)
    {
        lock (_gate)
        {
            if (!_open.ContainsKey(number))
            {
                if (_early.Count == MostEarly)
                {
                    _early.Clear();
                }

                _early.Add(number);
            }
        }

        End(number);
    }

    /// <summary>The invocation is over.</summary>
    public void EndAll()
    {
        Exchange[] open;
        lock (_gate)
        {
            _isOver = true;
            open = [.. _open.Values];
            _open.Clear();
        }

        foreach (var exchange in open)
        {
            LetGo(exchange);
        }
    }

    private void LetGo(Exchange exchange)
    {
        metrics.Moved(exchange.Bytes.Out, exchange.Bytes.In);
        exchange.Dispose();
        slots.Return(exchange.Share);
    }

    private static BindingResult.Failed TooMany(string reason) => new(BindingCodes.LimitExceeded, reason);
}

/// <summary>Finds the session of an invocation; made at its first fetch, gone with it.</summary>
internal sealed class FetchSessions(FetchSlots slots, FetchMetrics metrics, FetchOptions options)
{
    private readonly ConditionalWeakTable<BoundInvocation, FetchSession> _sessions = [];

    /// <summary>The session of an invocation.</summary>
    public FetchSession Of(BoundInvocation invocation, CancellationToken invocationEnded) => _sessions.TryGetValue(invocation, out var session)
        ? session
        : _sessions.GetValue(invocation, _ =>
        {
            var made = new FetchSession(slots, metrics, options);
            invocationEnded.Register(static state => ((FetchSession)state!).EndAll(), made);
            return made;
        });
}
