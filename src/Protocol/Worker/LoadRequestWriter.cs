using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Writes the params of a <c>load</c> request.</summary>
internal static class LoadRequestWriter
{
    public static void Write(FrameBuffer frame, LoadRequest request)
    {
        frame.Raw("{\"functionId\":"u8);
        frame.AsciiString(request.FunctionId);
        frame.Raw(",\"functionName\":"u8);
        frame.AsciiString(request.FunctionName);
        frame.Raw(",\"version\":"u8);
        frame.Number(request.Version);
        frame.Raw(",\"env\":{"u8);
        var isFirst = true;
        foreach (var (name, value) in request.Env)
        {
            frame.Member(name, isFirst);
            frame.AsciiString(value);
            isFirst = false;
        }

        frame.Raw("},\"limits\":{\"timeoutMs\":"u8);
        frame.Number(request.TimeoutMs);
        frame.Raw(",\"memoryMb\":"u8);
        frame.Number(request.MemoryMb);
        frame.Raw(",\"concurrency\":"u8);
        frame.Number(request.Concurrency);
        frame.Raw("},\"maxFrameBytes\":"u8);
        frame.Number(request.MaxFrameBytes);
        frame.Raw(",\"logBytesPerSecond\":"u8);
        frame.Number(request.LogBytesPerSecond);
        frame.Raw(",\"services\":["u8);
        for (var index = 0; index < request.Services.Count; index++)
        {
            frame.Raw(index == 0 ? default : ","u8);
            frame.AsciiString(request.Services[index]);
        }

        frame.Raw("]"u8);
        if (request.CodeCache is { Length: > 0 } cache)
        {
            frame.Raw(",\"codeCache\":"u8);
            frame.Base64String(cache.Span);
        }

        frame.Raw(",\"body\":"u8);
        frame.Utf8String(request.Source);
        frame.Raw("}"u8);
    }
}
