using System.Text;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IFunctionStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteFunctionStore(SqliteDatabase database) : IFunctionStore
{
    private const string Columns =
        "SELECT v.function_id, v.name, v.version, v.definition, v.env, v.code_hash, f.created_at, v.created_at, v.created_by "
        + "FROM function_version v JOIN function f ON f.id = v.function_id ";

    public Task<IReadOnlyList<StoredVersion>> LoadCurrentAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredVersion>>(session => session.Query(Columns + "WHERE v.version = f.version", ReadVersion), cancellationToken);

    public Task<bool> AddVersionAsync(StoredVersion version, string code, int keep, CancellationToken cancellationToken)
    {
        var source = Encoding.UTF8.GetBytes(code);
        return database.WriteAsync(session => AddVersion(session, version, source, keep), cancellationToken);
    }

    public Task<bool> RemoveAsync(string functionId, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session =>
            {
                var hashes = session.Query(
                    "SELECT DISTINCT code_hash FROM function_version WHERE function_id = $id", row => row.GetString(0), ("$id", functionId));
                var wasThere = session.Execute("DELETE FROM function WHERE id = $id", ("$id", functionId)) > 0;
                DropUnusedCode(session, hashes);
                return wasThere;
            },
            cancellationToken);

    public Task<StoredVersion?> ReadVersionAsync(string functionId, int version, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query(
                Columns + "WHERE v.function_id = $id AND v.version = $version", ReadVersion, ("$id", functionId), ("$version", version)).FirstOrDefault(),
            cancellationToken);

    public Task<string?> ReadCodeAsync(string codeHash, CancellationToken cancellationToken) =>
        database.ReadAsync(
            session => session.Query(
                "SELECT code FROM function_code WHERE hash = $hash",
                row => Encoding.UTF8.GetString(row.GetFieldValue<byte[]>(0)),
                ("$hash", codeHash)).FirstOrDefault(),
            cancellationToken);

    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(string functionId, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<VersionSummary>>(
            session => session.Query(
                "SELECT v.version, v.created_at, v.created_by, v.version = f.version FROM function_version v "
                + "JOIN function f ON f.id = v.function_id WHERE f.id = $id ORDER BY v.version DESC",
                row => new VersionSummary(row.GetInt32(0), row.GetMoment(1), row.GetString(2), row.GetBoolean(3)),
                ("$id", functionId)),
            cancellationToken);

    private static bool AddVersion(SqliteSession session, StoredVersion version, byte[] source, int keep)
    {
        var inForce = session.Number("SELECT version FROM function WHERE id = $id", ("$id", version.FunctionId)) ?? 0;
        var isTaken = session.Number(
            "SELECT 1 FROM function WHERE name = $name AND id <> $id", ("$name", version.Name), ("$id", version.FunctionId)) is not null;
        if (version.Version != inForce + 1 || isTaken)
        {
            return false;
        }

        session.Execute(
            "INSERT INTO function (id, name, version, created_at) VALUES ($id, $name, $version, $at) "
            + "ON CONFLICT (id) DO UPDATE SET name = excluded.name, version = excluded.version",
            ("$id", version.FunctionId), ("$name", version.Name), ("$version", version.Version), ("$at", version.FunctionCreatedAt.UtcTicks));
        session.Execute(
            "INSERT INTO function_code (hash, code) VALUES ($hash, $code) ON CONFLICT (hash) DO NOTHING", ("$hash", version.CodeHash), ("$code", source));
        session.Execute(
            "INSERT INTO function_version (function_id, version, name, definition, env, code_hash, created_at, created_by) "
            + "VALUES ($id, $version, $name, $definition, $env, $hash, $at, $by)",
            ("$id", version.FunctionId), ("$version", version.Version), ("$name", version.Name), ("$definition", version.DefinitionJson),
            ("$env", version.EnvJson), ("$hash", version.CodeHash), ("$at", version.CreatedAt.UtcTicks), ("$by", version.CreatedBy));
        var dropped = session.Query(
            "DELETE FROM function_version WHERE function_id = $id AND version <= $oldest RETURNING code_hash",
            row => row.GetString(0), ("$id", version.FunctionId), ("$oldest", version.Version - keep));
        DropUnusedCode(session, dropped);
        return true;
    }

    private static void DropUnusedCode(SqliteSession session, List<string> hashes)
    {
        foreach (var hash in hashes)
        {
            session.Execute(
                "DELETE FROM function_code WHERE hash = $hash AND NOT EXISTS (SELECT 1 FROM function_version WHERE code_hash = $hash)", ("$hash", hash));
        }
    }

    private static StoredVersion ReadVersion(SqliteDataReader row) => new()
    {
        FunctionId = row.GetString(0),
        Name = row.GetString(1),
        Version = row.GetInt32(2),
        DefinitionJson = row.GetString(3),
        EnvJson = row.GetString(4),
        CodeHash = row.GetString(5),
        FunctionCreatedAt = row.GetMoment(6),
        CreatedAt = row.GetMoment(7),
        CreatedBy = row.GetString(8),
    };
}
