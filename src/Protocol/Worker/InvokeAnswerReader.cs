using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Reads the result of an <c>invoke</c>, trusting none of it.</summary>
internal static class InvokeAnswerReader
{
    private static readonly byte[][] Names =
        ["status"u8.ToArray(), "headers"u8.ToArray(), "open"u8.ToArray(), "bodyType"u8.ToArray(), "body"u8.ToArray()];

    /// <summary>Reads raw JSON of a valid line; returns null, or what is wrong with it.</summary>
    public static string? Read(ReadOnlySpan<byte> result, AnswerHeaders headers, out InvokeAnswer? answer)
    {
        answer = null;
        Span<Range> parts = stackalloc Range[5];
        if (JsonSlices.Split(result, Names, parts) is { } wrong)
        {
            return $"an answer that {wrong}";
        }

        if (!JsonText.TryReadNumber(result[parts[0]], out var status) || status is < 200 or > 599)
        {
            return $"an answer whose status is {JsonSlices.Printable(result[parts[0]])}";
        }

        if (headers.Read(result[parts[1]], out var lines) is { } badHeader)
        {
            return badHeader;
        }

        if (JsonText.ReadBoolean(result[parts[2]]) is not { } isOpen)
        {
            return "an answer whose \"open\" is not a boolean";
        }

        if (TypeOf(result[parts[3]]) is not { } type)
        {
            return $"an answer whose body type is {JsonSlices.Printable(result[parts[3]])}";
        }

        if (type == AnswerBodyType.Stream && !isOpen)
        {
            return "a stream that is not open";
        }

        if (BodyOf(type, result[parts[4]]) is not { } body)
        {
            return $"an answer whose body is not of its type, {JsonSlices.Printable(result[parts[3]])}";
        }

        answer = new InvokeAnswer { Status = (int)status, Headers = lines, BodyType = type, Body = body, IsOpen = isOpen };
        return null;
    }

    private static AnswerBodyType? TypeOf(ReadOnlySpan<byte> raw) => raw switch
    {
        _ when raw.SequenceEqual("\"json\""u8) => AnswerBodyType.Json,
        _ when raw.SequenceEqual("\"text\""u8) => AnswerBodyType.Text,
        _ when raw.SequenceEqual("\"none\""u8) => AnswerBodyType.None,
        _ when raw.SequenceEqual("\"bytes\""u8) => AnswerBodyType.Bytes,
        _ when raw.SequenceEqual("\"stream\""u8) => AnswerBodyType.Stream,
        _ => null,
    };

    private static byte[]? BodyOf(AnswerBodyType type, ReadOnlySpan<byte> raw) => type switch
    {
        AnswerBodyType.None or AnswerBodyType.Stream => raw.IsEmpty ? [] : null,
        AnswerBodyType.Json => raw.IsEmpty ? null : raw.ToArray(),
        AnswerBodyType.Text => JsonText.ReadUtf8(raw),
        AnswerBodyType.Bytes => JsonText.ReadBase64(raw),
    };
}
