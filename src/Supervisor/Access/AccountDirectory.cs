using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access;

/// <summary>Every account and role, in memory, so that admitting a caller never waits for the database; changes go through here, one at a time.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The turn is never waited for by a handle, so it holds nothing.")]
internal sealed class AccountDirectory(IServiceAccountStore accounts, IRoleStore roles, TimeProvider time)
{
    private readonly SemaphoreSlim _turn = new(1);

    private volatile AccessSnapshot _current = AccessSnapshot.Empty;

    /// <summary>What holds now.</summary>
    public AccessSnapshot Current => _current;

    /// <summary>Reads everything; the directory is empty before.</summary>
    public async Task<IReadOnlyList<StoredServiceAccount>> LoadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _current = new AccessSnapshot(await accounts.ListAsync(cancellationToken), await roles.ListAsync(cancellationToken));
            return _current.Accounts;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Makes one change, decided by what holds when its turn comes. It holds for every request from the moment this ends.
    /// </summary>
    /// <param name="change">Stores the change and returns what holds after it; what it throws changes nothing.</param>
    /// <param name="cancellationToken">Gives up while it still waits for its turn.</param>
    public async Task ChangeAsync(Func<AccessSnapshot, Task<AccessSnapshot>> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _current = await change(_current);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Adds an account; false when the id is taken.</summary>
    public async Task<bool> AddAsync(CallerIdentity identity, string description, string key, CancellationToken cancellationToken)
    {
        var isAdded = false;
        var account = new StoredServiceAccount
        {
            Id = identity.Id,
            Name = identity.Name,
            Description = description,
            Roles = identity.Roles,
            KeyHash = AccessKey.Hash(key),
            CreatedAt = time.GetUtcNow(),
        };
        await ChangeAsync(
            async before =>
            {
                isAdded = await accounts.AddAsync(account, CancellationToken.None);
                return isAdded ? before.With(account) : before;
            },
            cancellationToken);
        return isAdded;
    }

    /// <summary>Gives an account another key; the old one opens nothing from then on. False when there is no such account.</summary>
    public async Task<bool> ReplaceKeyAsync(string id, string key, CancellationToken cancellationToken)
    {
        var isReplaced = false;
        await ChangeAsync(
            async before =>
            {
                var hash = AccessKey.Hash(key);
                isReplaced = before.FindAccount(id) is not null && await accounts.ReplaceKeyHashAsync(id, hash, CancellationToken.None);
                return isReplaced ? before.With(before.FindAccount(id)! with { KeyHash = hash }) : before;
            },
            cancellationToken);
        return isReplaced;
    }

    /// <summary>The caller with this key, or null.</summary>
    public Caller? Find(ReadOnlySpan<char> key) => _current.Find(key);
}
