using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IRoleStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteRoleStore(SqliteDatabase database) : IRoleStore
{
    public Task<IReadOnlyList<StoredRole>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredRole>>(
            session => session.Query("SELECT id, name, description, permissions, created_at, updated_at FROM role ORDER BY id", Read), cancellationToken);

    public Task<bool> AddAsync(StoredRole role, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                "INSERT INTO role (id, name, description, permissions, created_at, updated_at) "
                + "VALUES ($id, $name, $description, $permissions, $created, $updated) ON CONFLICT (id) DO NOTHING",
                ("$id", role.Id), ("$name", role.Name), ("$description", role.Description), ("$permissions", PermissionsOf(role)),
                ("$created", role.CreatedAt.UtcTicks), ("$updated", role.UpdatedAt.UtcTicks)) > 0,
            cancellationToken);

    public Task<bool> ReplaceAsync(StoredRole role, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                "UPDATE role SET name = $name, description = $description, permissions = $permissions, updated_at = $updated WHERE id = $id",
                ("$id", role.Id), ("$name", role.Name), ("$description", role.Description), ("$permissions", PermissionsOf(role)),
                ("$updated", role.UpdatedAt.UtcTicks)) > 0,
            cancellationToken);

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM role WHERE id = $id", ("$id", id)) > 0, cancellationToken);

    private static string PermissionsOf(StoredRole role) => JsonSerializer.Serialize(role.Permissions, SqliteJson.Default.IReadOnlyListString);

    private static StoredRole Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Description = row.GetString(2),
        Permissions = JsonSerializer.Deserialize(row.GetString(3), SqliteJson.Default.IReadOnlyListString) ?? [],
        CreatedAt = row.GetMoment(4),
        UpdatedAt = row.GetMoment(5),
    };
}
