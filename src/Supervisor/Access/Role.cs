namespace MolnOS.Sandbox.Access;

/// <summary>A named list of permissions.</summary>
/// <param name="Id">What accounts and tokens name it by.</param>
/// <param name="Name">For people.</param>
/// <param name="Description">For people.</param>
/// <param name="Permissions">What its holders may do.</param>
internal sealed record Role(string Id, string Name, string Description, IReadOnlyList<Permission> Permissions)
{
    /// <summary>Whether it is always there and never changes.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>When it was made; null when it is built in.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed; null when it is built in.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}
