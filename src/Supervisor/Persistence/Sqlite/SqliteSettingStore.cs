namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="ISettingStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteSettingStore(SqliteDatabase database) : ISettingStore
{
    public Task<string?> ReadAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query("SELECT value FROM setting WHERE name = $name", row => row.GetString(0), ("$name", name)).FirstOrDefault(),
            cancellationToken);

    public Task WriteAsync(string name, string value, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                "INSERT INTO setting (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                ("$name", name), ("$value", value)),
            cancellationToken);
}
