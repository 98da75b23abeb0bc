using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>Lines and queries as the store knows them.</summary>
internal static class LogRows
{
    public static LogRow ToRow(LoggedLine logged) => new()
    {
        Id = logged.Id,
        FunctionId = logged.Line.FunctionId,
        Timestamp = logged.Line.Timestamp,
        Level = (int)logged.Line.Level,
        Message = logged.Line.Message,
        InvocationId = logged.Line.InvocationId,
        IsLate = logged.Line.IsLate,
        FieldsJson = logged.Line.FieldsJson,
    };

    public static FunctionLogLine ToLine(LogRow row) =>
        new(row.FunctionId, row.Timestamp, (LogSeverity)row.Level, row.Message, row.InvocationId, row.IsLate, row.FieldsJson);

    public static LogRowQuery ToRowQuery(FunctionLogQuery query) => new(query.FunctionId, query.Limit, query.Since, (int)query.Level, query.InvocationId);
}
