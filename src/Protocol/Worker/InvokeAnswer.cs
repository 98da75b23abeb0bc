namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>How the body of an answer came.</summary>
public enum AnswerBodyType
{
    /// <summary>No body.</summary>
    None,

    /// <summary>JSON text.</summary>
    Json,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Chunks that follow the answer.</summary>
    Stream,
}

/// <summary>What a function answered, checked: the status is in range, header names and values are legal.</summary>
public sealed class InvokeAnswer
{
    /// <summary>200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>Header lines in the function's order; a name may come more than once.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>How the body came.</summary>
    public required AnswerBodyType BodyType { get; init; }

    /// <summary>The body, decoded: UTF-8 of a text, the bytes of base64, the JSON text as it is. Empty for a stream.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Whether the invocation goes on after this answer.</summary>
    public bool IsOpen { get; init; }
}
