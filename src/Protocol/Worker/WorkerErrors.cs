using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>The errors a worker may answer with, and how their data is read.</summary>
internal static class WorkerErrors
{
    public const int HandlerThrew = -32001;
    public const int UnusableResult = -32002;
    public const int NotBegun = -32003;
    public const int LoadFailed = -32010;
    public const int BindingFailed = -32020;

    private static readonly byte[][] ThrewNames = ["name"u8.ToArray(), "message"u8.ToArray(), "stack"u8.ToArray(), "open"u8.ToArray()];
    private static readonly byte[][] UnusableNames = ["reason"u8.ToArray(), "open"u8.ToArray()];

    private static readonly byte[][] LoadNames =
        ["name"u8.ToArray(), "message"u8.ToArray(), "line"u8.ToArray(), "column"u8.ToArray(), "stack"u8.ToArray()];

    /// <summary>Reads the error of an <c>invoke</c>; returns null, or what is wrong with it.</summary>
    public static string? ReadInvokeError(RpcError error, out InvokeReply? reply)
    {
        reply = error.Code switch
        {
            HandlerThrew => ReadThrew(error.Data),
            UnusableResult => ReadUnusable(error.Data),
            NotBegun => InvokeReply.NotBegun.Instance,
            _ => null,
        };
        return reply is null ? Unexpected("invoke", error) : null;
    }

    /// <summary>Reads the error of a <c>load</c>; null when it breaks the protocol.</summary>
    public static LoadFailure? ReadLoadFailure(RpcError error)
    {
        Span<Range> parts = stackalloc Range[5];
        var data = error.Data;
        if (error.Code != LoadFailed || JsonSlices.Split(data, LoadNames, parts) is not null)
        {
            return null;
        }

        var isWhole = TryReadOptional(data[parts[2]], out var line) & TryReadOptional(data[parts[3]], out var column);
        var hasStack = TryReadOptionalString(data[parts[4]], out var stack);
        return isWhole && hasStack && JsonText.ReadString(data[parts[0]]) is { } name && JsonText.ReadString(data[parts[1]]) is { } message
            ? new LoadFailure(name, message, line, column, stack)
            : null;
    }

    /// <summary>Says that a request cannot end this way.</summary>
    public static string Unexpected(string method, RpcError error) =>
        $"the error {error.Code} ({JsonSlices.Printable(error.Message)}) or its data in answer to {method}";

    private static InvokeReply.Threw? ReadThrew(ReadOnlySpan<byte> data)
    {
        Span<Range> parts = stackalloc Range[4];
        return JsonSlices.Split(data, ThrewNames, parts) is null
            && JsonText.ReadString(data[parts[0]]) is { } name
            && JsonText.ReadString(data[parts[1]]) is { } message
            && TryReadOptionalString(data[parts[2]], out var stack)
            && JsonText.ReadBoolean(data[parts[3]]) is { } isOpen
                ? new InvokeReply.Threw(name, message, stack) { IsOpen = isOpen }
                : null;
    }

    private static InvokeReply.Unusable? ReadUnusable(ReadOnlySpan<byte> data)
    {
        Span<Range> parts = stackalloc Range[2];
        return JsonSlices.Split(data, UnusableNames, parts) is null
            && JsonText.ReadString(data[parts[0]]) is { } reason
            && JsonText.ReadBoolean(data[parts[1]]) is { } isOpen
                ? new InvokeReply.Unusable(reason) { IsOpen = isOpen }
                : null;
    }

    private static bool TryReadOptional(ReadOnlySpan<byte> raw, out int? value)
    {
        var isNumber = JsonText.TryReadNumber(raw, out var number) && number is >= 1 and <= int.MaxValue;
        value = isNumber ? (int)number : null;
        return isNumber || raw.IsEmpty;
    }

    private static bool TryReadOptionalString(ReadOnlySpan<byte> raw, out string? value)
    {
        value = JsonText.ReadString(raw);
        return value is not null || raw.IsEmpty;
    }
}
