namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary><see cref="IRouteStore"/> in <c>molnos.db</c>.</summary>
internal sealed class SqliteRouteStore(SqliteDatabase database) : IRouteStore
{
    public Task<IReadOnlyList<StoredRoute>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredRoute>>(
            session => session.Query(
                "SELECT name, definition, created_at, updated_at FROM route ORDER BY name",
                row => new StoredRoute(row.GetString(0), row.GetString(1), row.GetMoment(2), row.GetMoment(3))),
            cancellationToken);

    public Task PutAsync(StoredRoute route, CancellationToken cancellationToken) =>
        database.WriteAsync(
            session => session.Execute(
                "INSERT INTO route (name, definition, created_at, updated_at) VALUES ($name, $definition, $created, $updated) "
                + "ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at",
                ("$name", route.Name), ("$definition", route.Definition), ("$created", route.CreatedAt.UtcTicks), ("$updated", route.UpdatedAt.UtcTicks)),
            cancellationToken);

    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute("DELETE FROM route WHERE name = $name", ("$name", name)) > 0, cancellationToken);
}
