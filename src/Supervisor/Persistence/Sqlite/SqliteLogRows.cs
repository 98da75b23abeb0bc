using System.Text;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Reads rows of <c>line</c>.</summary>
internal static class SqliteLogRows
{
    /// <summary>The columns that <see cref="Read"/> takes.</summary>
    public const string Select = "SELECT id, service, at, level, message, invocation_id, is_late, is_posted, fields FROM line ";

    public static LogRow Read(SqliteDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Service = row.GetString(1),
        Timestamp = row.GetMoment(2),
        Level = row.GetInt32(3),
        Message = Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(4)),
        InvocationId = row.GetTextOrNull(5),
        IsLate = row.GetBoolean(6),
        IsPosted = row.GetBoolean(7),
        FieldsJson = row.IsDBNull(8) ? null : Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(8)),
    };
}
