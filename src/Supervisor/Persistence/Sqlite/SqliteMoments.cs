using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>Moments and texts as columns hold them.</summary>
internal static class SqliteMoments
{
    /// <summary>A moment column.</summary>
    public static DateTimeOffset GetMoment(this SqliteDataReader row, int ordinal) => new(row.GetInt64(ordinal), TimeSpan.Zero);

    /// <summary>A text column that may hold nothing.</summary>
    public static string? GetTextOrNull(this SqliteDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
