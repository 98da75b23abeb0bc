namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps the routes that administrators made. Where they lead is text it does not look into.</summary>
/// <remarks>Every method may throw <see cref="StorageException"/>. What a method acknowledged is on disk.</remarks>
internal interface IRouteStore
{
    /// <summary>All routes, in order of their names.</summary>
    Task<IReadOnlyList<StoredRoute>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Adds a route, or puts it in the place of the one with its name.</summary>
    Task PutAsync(StoredRoute route, CancellationToken cancellationToken);

    /// <summary>Removes a route; false when there is none.</summary>
    Task<bool> RemoveAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A route as it is stored.</summary>
/// <param name="Name">What it is known by.</param>
/// <param name="Definition">What it matches and where it leads, as JSON.</param>
/// <param name="CreatedAt">When a route of this name was made.</param>
/// <param name="UpdatedAt">When it was last put.</param>
internal sealed record StoredRoute(string Name, string Definition, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
