namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>
/// Hears what a worker says of its own accord, on the reader's thread, in wire order; must not block. A returned text is the rule the worker
/// broke, as a noun phrase ("a second ready note"): the connection is closed with it. Nothing is heard of before <see cref="OnReady"/>,
/// which comes once.
/// </summary>
public interface IWorkerNotes
{
    /// <summary>The worker can be given a load.</summary>
    /// <param name="nodeVersion">Such as <c>v26.10.0</c>.</param>
    string? OnReady(string nodeVersion);

    /// <summary>A line for the function's log.</summary>
    string? OnLog(WorkerLogNote note);

    /// <summary>Bytes of a streamed answer, valid during the call.</summary>
    string? OnChunk(InvocationId id, ReadOnlySpan<byte> data);

    /// <summary>A streamed answer ended; with <paramref name="error"/>, midway.</summary>
    string? OnChunkEnd(InvocationId id, string? error);

    /// <summary>An invocation that was open after its reply has ended.</summary>
    string? OnFinished(InvocationId id);

    /// <summary>An invocation calls a service; the answer goes through <paramref name="call"/>, at any time, from any thread.</summary>
    string? OnBindingCall(BindingCall call);
}

/// <summary>A line for a function's log.</summary>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>.</param>
/// <param name="Message">The text; may hold newlines.</param>
public sealed record WorkerLogNote(string Level, string Message)
{
    /// <summary>The invocation it belongs to, where one is known.</summary>
    public InvocationId? Id { get; init; }

    /// <summary>Whether it was written after that invocation's answer.</summary>
    public bool IsLate { get; init; }

    /// <summary>Further fields as a JSON object, or null.</summary>
    public string? FieldsJson { get; init; }
}
