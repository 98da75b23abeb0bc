using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Security.Cryptography;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access;

/// <summary>All accounts and roles as they stand at one moment, and who may do what by them. Never changes; a change makes another one.</summary>
internal sealed class AccessSnapshot
{
    /// <summary>What functions are told of callers with a key.</summary>
    public const string AccountType = "service-account";

    private static readonly Entry Nobody = new(new byte[AccessKey.HashLength], null);

    private readonly IReadOnlyList<StoredRole> _customRoles;
    private readonly FrozenDictionary<ulong, Entry> _byHash;

    public AccessSnapshot(IReadOnlyList<StoredServiceAccount> accounts, IReadOnlyList<StoredRole> customRoles)
    {
        Accounts = accounts;
        _customRoles = customRoles;
        Roles = new RoleTable(customRoles);
        _byHash = accounts
            .Where(account => account.KeyHash.Length == AccessKey.HashLength)
            .ToFrozenDictionary(account => Head(account.KeyHash.Span), account => new Entry(account.KeyHash.ToArray(), ToCaller(account)));
    }

    /// <summary>Nobody and the built-in roles.</summary>
    public static AccessSnapshot Empty { get; } = new([], []);

    /// <summary>Every account, oldest first.</summary>
    public IReadOnlyList<StoredServiceAccount> Accounts { get; }

    /// <summary>Every role.</summary>
    public RoleTable Roles { get; }

    /// <summary>Whether there is an account that may do everything; without one nobody can repair anything over HTTP.</summary>
    public bool HasAdministrator => Accounts.Any(account => PermissionsOf(account).Covers(Permission.All));

    /// <summary>The caller with this key, or null.</summary>
    public Caller? Find(ReadOnlySpan<char> key)
    {
        Span<byte> hash = stackalloc byte[AccessKey.HashLength];
        return AccessKey.TryHash(key, hash) ? Find(hash) : null;
    }

    /// <summary>
    /// The caller whose key has this hash, or null. Whatever the key, the cost is one look-up by its first bytes (which tell nothing about
    /// any key) and one comparison in constant time.
    /// </summary>
    public Caller? Find(ReadOnlySpan<byte> keyHash)
    {
        var entry = _byHash.GetValueOrDefault(Head(keyHash), Nobody);
        return CryptographicOperations.FixedTimeEquals(entry.Hash, keyHash) ? entry.Caller : null;
    }

    /// <summary>The account with this id, or null.</summary>
    public StoredServiceAccount? FindAccount(string id) => Accounts.FirstOrDefault(account => IsSame(account.Id, id));

    /// <summary>A proven identity with what its roles allow.</summary>
    public Caller CallerOf(CallerIdentity identity) => new(identity, Roles.PermissionsOf(identity.Roles));

    /// <summary>What an account may do.</summary>
    public PermissionSet PermissionsOf(StoredServiceAccount account) => Roles.PermissionsOf(account.Roles);

    /// <summary>With an account added, or put in the place of the one with its id.</summary>
    public AccessSnapshot With(StoredServiceAccount account) => new(
        FindAccount(account.Id) is null ? [.. Accounts, account] : [.. Accounts.Select(old => IsSame(old.Id, account.Id) ? account : old)], _customRoles);

    /// <summary>With a role added, or put in the place of the one with its id.</summary>
    public AccessSnapshot With(StoredRole role) => new(Accounts, [.. _customRoles.Where(old => !IsSame(old.Id, role.Id)), role]);

    /// <summary>Without an account.</summary>
    public AccessSnapshot WithoutAccount(string id) => new([.. Accounts.Where(account => !IsSame(account.Id, id))], _customRoles);

    /// <summary>Without a role.</summary>
    public AccessSnapshot WithoutRole(string id) => new(Accounts, [.. _customRoles.Where(role => !IsSame(role.Id, id))]);

    /// <summary>A custom role as it is stored, or null.</summary>
    public StoredRole? FindCustomRole(string id) => _customRoles.FirstOrDefault(role => IsSame(role.Id, id));

    private static bool IsSame(string left, string right) => string.Equals(left, right, StringComparison.Ordinal);

    private static ulong Head(ReadOnlySpan<byte> hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash);

    private Caller ToCaller(StoredServiceAccount account) => CallerOf(new CallerIdentity(account.Id, account.Name, AccountType, account.Roles));

    private sealed record Entry(byte[] Hash, Caller? Caller);
}
