using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IServiceAccountStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteServiceAccountStore(SqliteDatabase database) : IServiceAccountStore
{
    private const string Columns = "SELECT id, name, description, roles, key_hash, created_at FROM service_account ";

    public Task<IReadOnlyList<StoredServiceAccount>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredServiceAccount>>(session => session.Query(Columns + "ORDER BY created_at, id", Read), cancellationToken);

    public Task<StoredServiceAccount?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.Query(Columns + "WHERE id = $id", Read, ("$id", id)).FirstOrDefault(), cancellationToken);

    public Task<bool> AddAsync(StoredServiceAccount account, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                "INSERT INTO service_account (id, name, description, roles, key_hash, created_at) "
                + "VALUES ($id, $name, $description, $roles, $hash, $at) ON CONFLICT (id) DO NOTHING",
                ("$id", account.Id), ("$name", account.Name), ("$description", account.Description),
                ("$roles", JsonSerializer.Serialize(account.Roles, SqliteJson.Default.IReadOnlyListString)),
                ("$hash", account.KeyHash.ToArray()), ("$at", account.CreatedAt.UtcTicks)) > 0,
            cancellationToken);

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM service_account WHERE id = $id", ("$id", id)) > 0, cancellationToken);

    public Task<bool> ReplaceKeyHashAsync(string id, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        var hash = keyHash.ToArray();
        return database.WriteAsync(
            session => session.Execute("UPDATE service_account SET key_hash = $hash WHERE id = $id", ("$id", id), ("$hash", hash)) > 0,
            cancellationToken);
    }

    private static StoredServiceAccount Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Description = row.GetString(2),
        Roles = JsonSerializer.Deserialize(row.GetString(3), SqliteJson.Default.IReadOnlyListString) ?? [],
        KeyHash = row.GetFieldValue<byte[]>(4),
        CreatedAt = row.GetMoment(5),
    };
}

/// <summary>JSON that lies in columns.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class SqliteJson : JsonSerializerContext;
