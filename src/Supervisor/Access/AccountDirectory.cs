using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access;

/// <summary>Every service account that has a key, in memory, so that admitting a caller never waits for the database.</summary>
internal sealed class AccountDirectory(IServiceAccountStore store, TimeProvider time)
{
    /// <summary>What functions are told of these callers.</summary>
    public const string AccountType = "service-account";

    private static readonly Entry Nobody = new(new byte[AccessKey.HashLength], null);

    private volatile FrozenDictionary<ulong, Entry> _byHash = FrozenDictionary<ulong, Entry>.Empty;

    /// <summary>Reads every account; the directory is empty before.</summary>
    public async Task<IReadOnlyList<StoredServiceAccount>> LoadAsync(CancellationToken cancellationToken)
    {
        var accounts = await store.ListAsync(cancellationToken);
        _byHash = accounts
            .Where(account => account.KeyHash.Length == AccessKey.HashLength)
            .ToFrozenDictionary(account => Head(account.KeyHash.Span), account => new Entry(account.KeyHash.ToArray(), ToCaller(account)));
        return accounts;
    }

    /// <summary>Adds an account; false when the id is taken.</summary>
    public async Task<bool> AddAsync(CallerIdentity identity, string description, string key, CancellationToken cancellationToken)
    {
        var isAdded = await store.AddAsync(
            new StoredServiceAccount
            {
                Id = identity.Id,
                Name = identity.Name,
                Description = description,
                Roles = identity.Roles,
                KeyHash = AccessKey.Hash(key),
                CreatedAt = time.GetUtcNow(),
            },
            cancellationToken);
        await LoadAsync(cancellationToken);
        return isAdded;
    }

    /// <summary>Gives an account another key; the old one opens nothing from then on. False when there is no such account.</summary>
    public async Task<bool> ReplaceKeyAsync(string id, string key, CancellationToken cancellationToken)
    {
        var isReplaced = await store.ReplaceKeyHashAsync(id, AccessKey.Hash(key), cancellationToken);
        await LoadAsync(cancellationToken);
        return isReplaced;
    }

    /// <summary>
    /// The caller with this key, or null. Whatever the key, the cost is one hash, one look-up by its first bytes (which tell nothing about
    /// any key) and one comparison in constant time.
    /// </summary>
    public Caller? Find(ReadOnlySpan<char> key)
    {
        Span<byte> hash = stackalloc byte[AccessKey.HashLength];
        if (!AccessKey.TryHash(key, hash))
        {
            return null;
        }

        var entry = _byHash.GetValueOrDefault(Head(hash), Nobody);
        return CryptographicOperations.FixedTimeEquals(entry.Hash, hash) ? entry.Caller : null;
    }

    private static ulong Head(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);

    private static Caller ToCaller(StoredServiceAccount account) => new(
        new CallerIdentity(account.Id, account.Name, AccountType, account.Roles),
        new PermissionSet(account.Roles.SelectMany(BuiltInRoles.PermissionsOf)));

    private sealed record Entry(byte[] Hash, Caller? Caller);
}
