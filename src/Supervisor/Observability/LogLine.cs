namespace MolnOS.Sandbox.Observability;

/// <summary>One line of the log.</summary>
/// <param name="Service">What it is filed under.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">Text; the log cuts it at 16 KiB.</param>
/// <param name="FieldsJson">A JSON object of further fields, or null.</param>
internal abstract record LogLine(string Service, DateTimeOffset Timestamp, LogSeverity Level, string Message, string? FieldsJson);

/// <summary>One line a function, or the platform about it, logged.</summary>
/// <param name="FunctionId">Whose line.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">Text; the log cuts it at 16 KiB.</param>
/// <param name="InvocationId">The call it belongs to, or null.</param>
/// <param name="IsLate">Whether it came after the call's answer.</param>
/// <param name="FieldsJson">A JSON object of further fields, or null.</param>
internal sealed record FunctionLogLine(
    string FunctionId, DateTimeOffset Timestamp, LogSeverity Level, string Message, string? InvocationId, bool IsLate, string? FieldsJson)
    : LogLine(ServiceNames.OfFunction(FunctionId), Timestamp, Level, Message, FieldsJson);

/// <summary>One line that somebody outside posted.</summary>
/// <param name="Service">A name that <see cref="ServiceNames.FaultOf"/> finds nothing wrong with.</param>
/// <param name="Timestamp">When.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">Text.</param>
/// <param name="FieldsJson">A JSON object of further fields, or null.</param>
internal sealed record PostedLogLine(string Service, DateTimeOffset Timestamp, LogSeverity Level, string Message, string? FieldsJson)
    : LogLine(Service, Timestamp, Level, Message, FieldsJson);

/// <summary>Which lines of a function to read.</summary>
internal sealed record FunctionLogQuery
{
    public required string FunctionId { get; init; }

    /// <summary>The newest so many.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>At this moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>This level and those above.</summary>
    public LogSeverity Level { get; init; } = LogSeverity.Debug;

    /// <summary>Of one invocation only.</summary>
    public string? InvocationId { get; init; }

    /// <summary>Whether a line is among those asked for.</summary>
    public bool Matches(FunctionLogLine line) =>
        string.Equals(line.FunctionId, FunctionId, StringComparison.Ordinal)
        && line.Level >= Level
        && (Since is null || line.Timestamp >= Since)
        && (InvocationId is null || string.Equals(line.InvocationId, InvocationId, StringComparison.Ordinal));
}
