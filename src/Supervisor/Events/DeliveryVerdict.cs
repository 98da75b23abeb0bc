using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Events;

/// <summary>Calls a function for an event, once. Never throws for anything a function or a worker does: that is a verdict.</summary>
internal delegate ValueTask<DeliveryVerdict> DeliverEvent(DeployedFunction function, EventCall call);

/// <summary>An event as a function is called with it.</summary>
internal sealed record EventCall
{
    /// <summary>Its id, the same at each attempt.</summary>
    public required string EventId { get; init; }

    /// <summary>Its name.</summary>
    public required string EventName { get; init; }

    /// <summary>Who emitted it.</summary>
    public required string Source { get; init; }

    /// <summary>The functions it came through.</summary>
    public required CallChain Chain { get; init; }

    /// <summary>The span that it was emitted in; null outside of any trace.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>When it was emitted.</summary>
    public required DateTimeOffset EmittedAt { get; init; }

    /// <summary>Its data, as one line of JSON.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Which attempt this is, from 1.</summary>
    public required int Attempt { get; init; }
}

/// <summary>How a call for an event ended.</summary>
internal abstract record DeliveryVerdict
{
    private DeliveryVerdict()
    {
    }

    /// <summary>The function has taken the event.</summary>
    public sealed record Taken : DeliveryVerdict;

    /// <summary>It has failed at it; another attempt may do better.</summary>
    public sealed record Failed(string Error) : DeliveryVerdict;

    /// <summary>No attempt can succeed.</summary>
    public sealed record Hopeless(string Error) : DeliveryVerdict;

    /// <summary>There was no room for the call, which was not begun: no attempt of the function's.</summary>
    public sealed record Unplaced(TimeSpan RetryAfter) : DeliveryVerdict;

    /// <summary>The function does not want it any more.</summary>
    public sealed record Unwanted : DeliveryVerdict;

    /// <summary>The server stops; the next one goes on.</summary>
    public sealed record Stopping : DeliveryVerdict;
}
