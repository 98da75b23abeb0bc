using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>Lines and queries as the store knows them.</summary>
internal static class LogRows
{
    public static LogRow ToRow(LoggedLine logged) => new()
    {
        Id = logged.Id,
        Service = logged.Line.Service,
        Timestamp = logged.Line.Timestamp,
        Level = (int)logged.Line.Level,
        Message = logged.Line.Message,
        InvocationId = (logged.Line as FunctionLogLine)?.InvocationId,
        IsLate = logged.Line is FunctionLogLine { IsLate: true },
        IsPosted = logged.Line is PostedLogLine,
        FieldsJson = logged.Line.FieldsJson,
    };

    /// <summary>The line of a row that a function's query found.</summary>
    public static FunctionLogLine ToLine(LogRow row) => new(
        ServiceNames.FunctionOf(row.Service), row.Timestamp, (LogSeverity)row.Level, row.Message, row.InvocationId, row.IsLate, row.FieldsJson);

    public static LogRowQuery ToRowQuery(FunctionLogQuery query) =>
        new(ServiceNames.OfFunction(query.FunctionId), query.Limit, query.Since, (int)query.Level, query.InvocationId);
}
