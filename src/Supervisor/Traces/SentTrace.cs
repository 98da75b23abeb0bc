using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Traces;

/// <summary>The trace that a request says it belongs to.</summary>
internal static class SentTrace
{
    /// <summary>Reads it from the headers; two parents are none.</summary>
    public static TraceContext? Of(IHeaderDictionary headers) =>
        headers.TraceParent is { Count: 1 } parent ? TraceContext.Read(parent[0], headers.TraceState is { Count: > 0 } state ? string.Join(',', state.ToArray()) : null) : null;
}
