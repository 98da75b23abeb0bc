using System.Diagnostics;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Traces;

/// <summary>The one source of spans. As long as nobody listens there are none, and asking for one costs a look at a field.</summary>
internal static class Spans
{
    /// <summary>Name of the source that every slice makes its spans by.</summary>
    public const string SourceName = "MolnOS.Sandbox";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Whether anybody wants spans.</summary>
    public static bool AreWanted => s_source.HasListeners();

    /// <summary>Begins a span below the present one, or below that of a caller elsewhere.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="kind">Which side of a call it is.</param>
    /// <param name="parent">The trace that a caller sent along; null for none.</param>
    public static Activity? Begin(string name, ActivityKind kind, TraceContext? parent = null) =>
        s_source.StartActivity(name, kind, ContextOf(parent, isRemote: true));

    /// <summary>Begins a span below the present one; null where there is none.</summary>
    public static Activity? BeginInside(string name) => Activity.Current is null ? null : s_source.StartActivity(name);

    /// <summary>Begins a span below another one of this process, from wherever.</summary>
    public static Activity? BeginBelow(string name, TraceContext? parent) =>
        parent is null || !AreWanted ? null : s_source.StartActivity(name, ActivityKind.Client, ContextOf(parent, isRemote: false));

    /// <summary>What a span is called where it is a parent.</summary>
    public static TraceContext? TraceOf(Activity? span) => span?.Id is { } id ? new TraceContext(id, span.TraceStateString) : null;

    private static ActivityContext ContextOf(TraceContext? parent, bool isRemote) =>
        parent is not null && ActivityContext.TryParse(parent.TraceParent, parent.TraceState, isRemote, out var context) ? context : default;
}
