using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Roles in memory.</summary>
internal sealed class MemoryRoles : IRoleStore
{
    private readonly SortedDictionary<string, StoredRole> _roles = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<StoredRole>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredRole>>([.. _roles.Values]);

    public Task<bool> AddAsync(StoredRole role, CancellationToken cancellationToken) => Task.FromResult(_roles.TryAdd(role.Id, role));

    public Task<bool> ReplaceAsync(StoredRole role, CancellationToken cancellationToken)
    {
        var isThere = _roles.ContainsKey(role.Id);
        if (isThere)
        {
            _roles[role.Id] = role;
        }

        return Task.FromResult(isThere);
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_roles.Remove(id));
}
