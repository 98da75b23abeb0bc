namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>How an <see cref="InvokeBody"/> travels; the table is in the README of this project.</summary>
public enum InvokeBodyType
{
    /// <summary>No body.</summary>
    None,

    /// <summary>Valid JSON text in UTF-8, as the caller sent it.</summary>
    Json,

    /// <summary>Valid UTF-8 text.</summary>
    Text,

    /// <summary>A form, valid UTF-8, as the caller sent it.</summary>
    Form,

    /// <summary>Any bytes.</summary>
    Bytes,
}

/// <summary>The body of a call: its bytes exactly as they arrived.</summary>
/// <param name="Type">How the worker shall read them; <see cref="InvokeBodyType.Json"/> and the texts have been checked by then.</param>
/// <param name="Bytes">The bytes; must stay unchanged until the invocation has ended, since it may be sent a second time.</param>
public readonly record struct InvokeBody(InvokeBodyType Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No body.</summary>
    public static InvokeBody None => new(InvokeBodyType.None, default);
}

/// <summary>Who calls, as the function may know it.</summary>
/// <param name="Id">Id of the account.</param>
/// <param name="Name">Name of the account.</param>
/// <param name="Type"><c>service-account</c>, <c>user</c> or, when a function invokes another, <c>function</c>.</param>
/// <param name="Roles">Role ids.</param>
public sealed record CallerIdentity(string Id, string Name, string Type, IReadOnlyList<string> Roles);

/// <summary>What an <c>invoke</c> request carries: one call of a function.</summary>
public abstract record InvokeRequest
{
    private InvokeRequest()
    {
    }

    /// <summary>When the call must have been answered.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The moment after which nobody waits, whatever the function's own limit: when a function calls, its own deadline. Null from outside.</summary>
    public DateTimeOffset? Latest { get; init; }

    /// <summary>The caller, or null when nobody was named.</summary>
    public CallerIdentity? Identity { get; init; }

    /// <summary>The functions through which it came. A worker hears at most its depth, and is never asked for it.</summary>
    public CallChain Chain { get; init; } = CallChain.Outside;

    /// <summary>Its span in a trace; null outside of any.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>The body, or the data of an event or a moment as JSON.</summary>
    public InvokeBody Body { get; init; }

    /// <summary>A call over HTTP.</summary>
    public sealed record Http : InvokeRequest
    {
        /// <summary>Method, upper case.</summary>
        public required string Method { get; init; }

        /// <summary>Scheme, host and port, such as <c>http://localhost:3000</c>.</summary>
        public required string Origin { get; init; }

        /// <summary>Whole path, percent-encoded, without query.</summary>
        public required string Path { get; init; }

        /// <summary>What follows the function's id in the path, percent-encoded; <c>/</c> when nothing does.</summary>
        public required string Subpath { get; init; }

        /// <summary>Query without its question mark; may be empty.</summary>
        public required string Query { get; init; }

        /// <summary>Headers the function may see: lower-case names, each once, repeated values joined.</summary>
        public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

        /// <summary>Address of the caller, or null when unknown.</summary>
        public string? Ip { get; init; }
    }

    /// <summary>A call for an event; its data is <see cref="Body"/>.</summary>
    public sealed record Event : InvokeRequest
    {
        /// <summary>Name of the event.</summary>
        public required string EventName { get; init; }

        /// <summary>Id of the event, the same at each try.</summary>
        public required string EventId { get; init; }

        /// <summary>When it was emitted.</summary>
        public required DateTimeOffset Timestamp { get; init; }

        /// <summary>Who emitted it.</summary>
        public required string Source { get; init; }

        /// <summary>Which attempt this is, from 1.</summary>
        public int Attempt { get; init; } = 1;
    }

    /// <summary>A call for a moment of a schedule, which <see cref="Body"/> holds: <c>{cron, timeZone?, scheduledTime}</c>.</summary>
    public sealed record Schedule : InvokeRequest
    {
        /// <summary>Id of the tick, the same at each try.</summary>
        public required string EventId { get; init; }

        /// <summary>When it was found to be due.</summary>
        public required DateTimeOffset Timestamp { get; init; }

        /// <summary>Which try this is, from 1.</summary>
        public int Attempt { get; init; } = 1;
    }
}
