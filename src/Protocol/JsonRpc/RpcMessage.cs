using System.Text.Json;
using System.Text.Unicode;

namespace MolnOS.Sandbox.Protocol.JsonRpc;

/// <summary>What a line is.</summary>
internal enum RpcMessageKind
{
    Notification,
    Request,
    Result,
    Error,
}

/// <summary>One line cut into the parts of a JSON-RPC 2.0 message; exact about what it accepts.</summary>
internal ref struct RpcMessage
{
    private static readonly byte[][] EnvelopeNames =
        ["jsonrpc"u8.ToArray(), "id"u8.ToArray(), "method"u8.ToArray(), "params"u8.ToArray(), "result"u8.ToArray(), "error"u8.ToArray()];

    private static readonly byte[][] ErrorNames = ["code"u8.ToArray(), "message"u8.ToArray(), "data"u8.ToArray()];

    public RpcMessageKind Kind { get; private set; }

    /// <summary>The raw id; empty for a notification.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    public ReadOnlySpan<byte> Method { get; private set; }

    public ReadOnlySpan<byte> Params { get; private set; }

    public ReadOnlySpan<byte> Result { get; private set; }

    public RpcError Error { get; private set; }

    /// <summary>Reads a line; returns null, or what is wrong with it.</summary>
    public static string? Read(ReadOnlySpan<byte> line, int maxDepth, out RpcMessage message)
    {
        message = default;
        if (CheckJson(line, maxDepth) is { } invalid)
        {
            return invalid;
        }

        line = line[JsonSlices.SkipSpace(line, 0)..];
        Span<Range> parts = stackalloc Range[6];
        if (JsonSlices.Split(line, EnvelopeNames, parts) is { } wrong)
        {
            return $"a message that {wrong}";
        }

        if (!line[parts[0]].SequenceEqual("\"2.0\""u8))
        {
            return "a message that does not say \"jsonrpc\":\"2.0\"";
        }

        message.Id = line[parts[1]];
        return line[parts[2]].IsEmpty ? message.ReadAnswer(line, parts) : message.ReadAsked(line, parts);
    }

    private static string? CheckJson(ReadOnlySpan<byte> line, int maxDepth)
    {
        if (line.IsEmpty)
        {
            return "an empty line";
        }

        if (line[^1] == '\r')
        {
            return "a line that ends in CR LF";
        }

        // Utf8JsonReader leaves the text of strings unchecked until somebody decodes it.
        if (!Utf8.IsValid(line))
        {
            return "a line that is not valid UTF-8";
        }

        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = maxDepth });
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException exception)
        {
            return $"a line that is not valid JSON of depth {maxDepth} at most (byte {exception.BytePositionInLine})";
        }
    }

    private string? ReadAsked(ReadOnlySpan<byte> line, scoped ReadOnlySpan<Range> parts)
    {
        if (!line[parts[4]].IsEmpty || !line[parts[5]].IsEmpty)
        {
            return "a message that is both a request and an answer";
        }

        var method = line[parts[2]];
        if (!JsonText.IsString(method) || method.Contains((byte)'\\'))
        {
            return "a message whose method is not a plain string";
        }

        Method = method[1..^1];
        Params = line[parts[3]];
        if (!Params.IsEmpty && Params[0] is not ((byte)'{' or (byte)'['))
        {
            return "a message whose params are neither an object nor an array";
        }

        Kind = Id.IsEmpty ? RpcMessageKind.Notification : RpcMessageKind.Request;
        return null;
    }

    private string? ReadAnswer(ReadOnlySpan<byte> line, scoped ReadOnlySpan<Range> parts)
    {
        Result = line[parts[4]];
        var error = line[parts[5]];
        if (Id.IsEmpty || Result.IsEmpty == error.IsEmpty || !line[parts[3]].IsEmpty)
        {
            return "a message that is neither a request, nor a notification, nor an answer";
        }

        if (error.IsEmpty)
        {
            Kind = RpcMessageKind.Result;
            return null;
        }

        Kind = RpcMessageKind.Error;
        return ReadError(error);
    }

    private string? ReadError(ReadOnlySpan<byte> error)
    {
        Span<Range> parts = stackalloc Range[3];
        if (JsonSlices.Split(error, ErrorNames, parts) is { } wrong)
        {
            return $"an error that {wrong}";
        }

        if (!JsonText.TryReadNumber(error[parts[0]], out var code) || code is < int.MinValue or > int.MaxValue)
        {
            return "an error whose code is not a whole number";
        }

        if (!JsonText.IsString(error[parts[1]]))
        {
            return "an error whose message is not a string";
        }

        Error = new RpcError { Code = (int)code, Message = error[parts[1]], Data = error[parts[2]] };
        return null;
    }
}
