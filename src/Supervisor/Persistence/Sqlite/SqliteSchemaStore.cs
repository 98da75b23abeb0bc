using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="ISchemaStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteSchemaStore(SqliteDatabase database) : ISchemaStore
{
    private const string Columns = "SELECT v.name, v.version, v.description, v.key, v.created_at, v.created_by FROM schema_version v ";

    private const string ColumnsAndText = "SELECT v.name, v.version, v.description, v.key, v.created_at, v.created_by, v.text FROM schema_version v ";

    private const string Newest = "JOIN schema s ON s.name = v.name AND s.version = v.version ";

    public Task<SchemaAddition> AddVersionAsync(NewSchemaVersion version, SchemaBounds bounds, CancellationToken cancellationToken)
    {
        var text = version.Text.ToArray();
        return database.WriteAsync(session => Add(session, version, text, bounds), cancellationToken);
    }

    public Task<IReadOnlyList<SchemaSummary>> ListAsync(string? after, int most, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SchemaSummary>>(
            session => session.Query(
                Columns + Newest + "WHERE s.name > $after ORDER BY s.name LIMIT $most", Read, ("$after", after ?? ""), ("$most", most)),
            cancellationToken);

    public Task<IReadOnlyList<SchemaSummary>> ListVersionsAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SchemaSummary>>(
            session => session.Query(Columns + "WHERE v.name = $name ORDER BY v.version DESC", Read, ("$name", name)), cancellationToken);

    public Task<SchemaSummary?> FindAsync(string name, int? version, CancellationToken cancellationToken) =>
        database.ReadAsync(session => FindOne(session, Columns, name, version, Read), cancellationToken);

    public Task<StoredSchema?> ReadAsync(string name, int? version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => FindOne(session, ColumnsAndText, name, version, row => new StoredSchema(Read(row), row.GetFieldValue<byte[]>(6))), cancellationToken);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM schema WHERE name = $name", ("$name", name)) > 0, cancellationToken);

    private static T? FindOne<T>(SqliteSession session, string columns, string name, int? version, Func<SqliteDataReader, T> read)
        where T : class =>
        (version is { } number
            ? session.Query(columns + "WHERE v.name = $name AND v.version = $version", read, ("$name", name), ("$version", number))
            : session.Query(columns + Newest + "WHERE s.name = $name", read, ("$name", name))).FirstOrDefault();

    private static SchemaAddition Add(SqliteSession session, NewSchemaVersion version, byte[] text, SchemaBounds bounds)
    {
        var newest = session.Number("SELECT version FROM schema WHERE name = $name", ("$name", version.Name)) ?? 0;
        if (newest >= bounds.Versions)
        {
            return new SchemaAddition.TooManyVersions();
        }

        if (newest == 0 && session.Number("SELECT count(*) FROM schema") >= bounds.Schemas)
        {
            return new SchemaAddition.TooManySchemas();
        }

        if (session.Number("SELECT coalesce(sum(bytes), 0) FROM schema_version") + text.Length > bounds.Bytes)
        {
            return new SchemaAddition.TooManyBytes();
        }

        var number = (int)newest + 1;
        session.Execute(
            "INSERT INTO schema (name, version) VALUES ($name, $version) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            ("$name", version.Name), ("$version", number));
        session.Execute(
            "INSERT INTO schema_version (name, version, description, key, text, bytes, created_at, created_by) "
            + "VALUES ($name, $version, $description, $key, $text, $bytes, $at, $by)",
            ("$name", version.Name), ("$version", number), ("$description", version.Description), ("$key", version.Key),
            ("$text", text), ("$bytes", text.Length), ("$at", version.CreatedAt.UtcTicks), ("$by", version.CreatedBy));
        return new SchemaAddition.Added(number);
    }

    private static SchemaSummary Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetString(3), row.GetMoment(4), row.GetString(5));
}
