using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Reads the results of <c>load</c> and <c>codeCache</c>; false for what breaks the protocol.</summary>
internal static class LoadReplyReader
{
    private static readonly byte[][] LoadedNames = ["shape"u8.ToArray(), "cacheRejected"u8.ToArray()];
    private static readonly byte[][] CodeCacheNames = ["body"u8.ToArray()];

    public static bool TryRead(ReadOnlySpan<byte> result, out LoadReply? reply)
    {
        Span<Range> parts = stackalloc Range[2];
        reply = JsonSlices.Split(result, LoadedNames, parts) is null
            && JsonText.ReadString(result[parts[0]]) is "script" or "module" or "commonjs" or "fetch"
            && JsonText.ReadBoolean(result[parts[1]]) is { } wasRejected
                ? new LoadReply.Loaded(JsonText.ReadString(result[parts[0]])!, wasRejected)
                : null;
        return reply is not null;
    }

    public static bool TryReadCodeCache(ReadOnlySpan<byte> result, out ReadOnlyMemory<byte>? cache)
    {
        cache = null;
        Span<Range> parts = stackalloc Range[1];
        if (JsonSlices.Split(result, CodeCacheNames, parts) is not null)
        {
            return false;
        }

        var body = result[parts[0]];
        var bytes = JsonText.ReadBase64(body);
        if (bytes is not null)
        {
            cache = bytes;
        }

        return body.IsEmpty || bytes is not null;
    }
}
