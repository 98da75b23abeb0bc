using System.Buffers;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>The trace that a call belongs to, in W3C's text form.</summary>
/// <param name="TraceParent">As in <c>00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01</c>.</param>
/// <param name="TraceState">What tracing systems say beside it; null for nothing.</param>
public sealed record TraceContext(string TraceParent, string? TraceState)
{
    private const int Length = 55;
    private const int LongestState = 512;
    private const int MostStateMembers = 32;

    private static readonly SearchValues<char> s_hex = SearchValues.Create("0123456789abcdef");

    /// <summary>Reads what a caller sent; null when it is not what W3C's recommendation allows. Without a good parent the state counts for nothing.</summary>
    public static TraceContext? Read(string? traceParent, string? traceState) =>
        traceParent is not null && IsTraceParent(traceParent)
            ? new TraceContext(traceParent.Length == Length ? traceParent : traceParent[..Length], IsTraceState(traceState) ? traceState : null)
            : null;

    private static bool IsTraceParent(ReadOnlySpan<char> text) =>
        text.Length >= Length
        && text[2] == '-' && text[35] == '-' && text[52] == '-'
        && IsHex(text[..2]) && IsId(text[3..35]) && IsId(text[36..52]) && IsHex(text[53..55])
        && text[..2] is not "ff"
        // Only later versions may have more, behind a further dash.
        && (text.Length == Length || (text[..2] is not "00" && text[Length] == '-'));

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_hex);

    private static bool IsId(ReadOnlySpan<char> text) => IsHex(text) && text.ContainsAnyExcept('0');

    /// <summary>What is too long, or no visible ASCII, is not carried on.</summary>
    private static bool IsTraceState(string? text) =>
        text is { Length: > 0 and <= LongestState } && text.All(letter => letter is >= ' ' and <= '~') && text.Count(letter => letter == ',') < MostStateMembers;
}
