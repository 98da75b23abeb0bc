using System.Text;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Reads what a worker sends of its own accord, checks its form and hands it on; <c>ready</c> must come first, and once.</summary>
internal sealed class WorkerNoteReader(WorkerChannel channel, IWorkerNotes notes) : IRpcHandler
{
    private const int ProtocolVersion = 1;
    private const int MaxNameBytes = 256;

    private static readonly byte[][] ReadyNames = ["protocol"u8.ToArray(), "node"u8.ToArray()];
    private static readonly byte[][] IdNames = ["id"u8.ToArray()];

    private static readonly byte[][] LogNames =
        ["id"u8.ToArray(), "level"u8.ToArray(), "late"u8.ToArray(), "fields"u8.ToArray(), "message"u8.ToArray()];

    private static readonly byte[][] ChunkNames =
        ["id"u8.ToArray(), "data"u8.ToArray(), "text"u8.ToArray(), "end"u8.ToArray(), "error"u8.ToArray()];

    private static readonly byte[][] BindingNames = ["id"u8.ToArray(), "service"u8.ToArray(), "method"u8.ToArray(), "args"u8.ToArray()];

    private bool _isReady;

    public string? OnNotification(ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters)
    {
        var isReady = method.SequenceEqual("ready"u8);
        if (isReady == _isReady)
        {
            return isReady ? "a second ready note" : $"a {JsonSlices.Printable(method)} note before ready";
        }

        return method switch
        {
            _ when isReady => ReadReady(parameters),
            _ when method.SequenceEqual("finished"u8) => ReadId(parameters, out var id) ?? notes.OnFinished(id),
            _ when method.SequenceEqual("log"u8) => ReadLog(parameters),
            _ when method.SequenceEqual("chunk"u8) => ReadChunk(parameters),
            _ => $"a note of the unknown method {JsonSlices.Printable(method)}",
        };
    }

    public string? OnRequest(long id, ReadOnlySpan<byte> method, ReadOnlySpan<byte> parameters)
    {
        if (!_isReady || id < 1 || !method.SequenceEqual("bindings.call"u8))
        {
            return $"a request {id} of the method {JsonSlices.Printable(method)}, which is not to be called now";
        }

        Span<Range> parts = stackalloc Range[4];
        if (JsonSlices.Split(parameters, BindingNames, parts) is { } wrong)
        {
            return $"a binding call that {wrong}";
        }

        var args = parameters[parts[3]];
        if (!TryReadId(parameters[parts[0]], out var invocation) || args.IsEmpty || args[0] != '['
            || ReadName(parameters[parts[1]]) is not { } service || ReadName(parameters[parts[2]]) is not { } name)
        {
            return "a binding call without its invocation, service, method or arguments";
        }

        return notes.OnBindingCall(
            new BindingCall(channel, id) { Invocation = invocation, Service = service, Method = name, Args = args.ToArray() });
    }

    private static string? ReadName(ReadOnlySpan<byte> raw) => raw.Length <= MaxNameBytes ? JsonText.ReadString(raw) : null;

    private static bool TryReadId(ReadOnlySpan<byte> raw, out InvocationId id)
    {
        id = default;
        return JsonText.IsString(raw) && InvocationId.TryParse(raw[1..^1], out id);
    }

    private static string? ReadId(ReadOnlySpan<byte> parameters, out InvocationId id)
    {
        id = default;
        Span<Range> parts = stackalloc Range[1];
        if (JsonSlices.Split(parameters, IdNames, parts) is { } wrong)
        {
            return $"a note that {wrong}";
        }

        return TryReadId(parameters[parts[0]], out id) ? null : "a note without the id of an invocation";
    }

    private static string? LevelOf(ReadOnlySpan<byte> raw) => raw switch
    {
        _ when raw.SequenceEqual("\"info\""u8) => "info",
        _ when raw.SequenceEqual("\"debug\""u8) => "debug",
        _ when raw.SequenceEqual("\"warn\""u8) => "warn",
        _ when raw.SequenceEqual("\"error\""u8) => "error",
        _ => null,
    };

    private string? ReadReady(ReadOnlySpan<byte> parameters)
    {
        Span<Range> parts = stackalloc Range[2];
        if (JsonSlices.Split(parameters, ReadyNames, parts) is { } wrong)
        {
            return $"a ready note that {wrong}";
        }

        if (!JsonText.TryReadNumber(parameters[parts[0]], out var version) || version != ProtocolVersion
            || ReadName(parameters[parts[1]]) is not { } node)
        {
            return $"a ready note of another protocol than {ProtocolVersion}, or without node's version";
        }

        _isReady = true;
        return notes.OnReady(node);
    }

    private string? ReadLog(ReadOnlySpan<byte> parameters)
    {
        Span<Range> parts = stackalloc Range[5];
        if (JsonSlices.Split(parameters, LogNames, parts) is { } wrong)
        {
            return $"a log note that {wrong}";
        }

        InvocationId id = default;
        var rawId = parameters[parts[0]];
        var fields = parameters[parts[3]];
        if ((!rawId.IsEmpty && !TryReadId(rawId, out id)) || (!fields.IsEmpty && fields[0] != '{')
            || LevelOf(parameters[parts[1]]) is not { } level || JsonText.ReadBoolean(parameters[parts[2]]) is not { } isLate
            || JsonText.ReadString(parameters[parts[4]]) is not { } message)
        {
            return "a log note with a member of the wrong type";
        }

        return notes.OnLog(new WorkerLogNote(level, message)
        {
            Id = rawId.IsEmpty ? null : id,
            IsLate = isLate,
            FieldsJson = fields.IsEmpty ? null : Encoding.UTF8.GetString(fields),
        });
    }

    private string? ReadChunk(ReadOnlySpan<byte> parameters)
    {
        Span<Range> parts = stackalloc Range[5];
        if (JsonSlices.Split(parameters, ChunkNames, parts) is { } wrong)
        {
            return $"a chunk that {wrong}";
        }

        var data = parameters[parts[1]];
        var text = parameters[parts[2]];
        var error = parameters[parts[4]];
        if (!TryReadId(parameters[parts[0]], out var id) || JsonText.ReadBoolean(parameters[parts[3]]) is not { } isEnd)
        {
            return "a chunk without the id of an invocation";
        }

        if (isEnd)
        {
            var message = JsonText.ReadString(error);
            var isClean = data.IsEmpty && text.IsEmpty && error.IsEmpty == message is null;
            return isClean ? notes.OnChunkEnd(id, message) : "the end of a stream with more than an error message";
        }

        var bytes = data.IsEmpty ? JsonText.ReadUtf8(text) : JsonText.ReadBase64(data);
        return bytes is not null && error.IsEmpty && (data.IsEmpty || text.IsEmpty)
            ? notes.OnChunk(id, bytes)
            : "a chunk whose data is neither base64 nor text";
    }
}
