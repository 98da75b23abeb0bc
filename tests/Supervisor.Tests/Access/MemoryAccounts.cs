using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Accounts in memory.</summary>
internal sealed class MemoryAccounts : IServiceAccountStore
{
    private readonly List<StoredServiceAccount> _accounts = [];

    public Task<IReadOnlyList<StoredServiceAccount>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredServiceAccount>>([.. _accounts]);

    public Task<StoredServiceAccount?> FindAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_accounts.Find(account => account.Id == id));

    public Task<bool> AddAsync(StoredServiceAccount account, CancellationToken cancellationToken)
    {
        var isNew = !_accounts.Exists(existing => existing.Id == account.Id);
        if (isNew)
        {
            _accounts.Add(account);
        }

        return Task.FromResult(isNew);
    }

    public Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(_accounts.RemoveAll(account => account.Id == id) > 0);

    public Task<bool> ReplaceKeyHashAsync(string id, ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        var index = _accounts.FindIndex(account => account.Id == id);
        if (index >= 0)
        {
            _accounts[index] = _accounts[index] with { KeyHash = keyHash };
        }

        return Task.FromResult(index >= 0);
    }
}
