using System.Security.Cryptography;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access;

/// <summary>Changes accounts and roles, as <see cref="IdentityRules"/> allow. What is answered is on disk and holds for every later request.</summary>
internal sealed class IdentityRegistry(AccountDirectory directory, IServiceAccountStore accounts, IRoleStore roles, TimeProvider time)
{
    private const string IdLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 12;

    /// <summary>Makes an account; its key is nowhere but in what is returned.</summary>
    /// <exception cref="RefusedException">It may not be made.</exception>
    public async Task<(StoredServiceAccount Account, string Key)> AddAccountAsync(IdentityInput input, Caller caller, CancellationToken cancellationToken)
    {
        var id = RandomNumberGenerator.GetString(IdLetters, IdLength);
        var key = AccessKey.New(id);
        var account = new StoredServiceAccount
        {
            Id = id,
            Name = input.Name!,
            Description = input.Description ?? "",
            Roles = input.Roles!,
            KeyHash = AccessKey.Hash(key),
            CreatedAt = time.GetUtcNow(),
        };
        await ChangeAsync(
            now => IdentityRules.AddingAccount(now, caller, account.Name, account.Roles),
            now => now.With(account),
            () => accounts.AddAsync(account, CancellationToken.None),
            cancellationToken);
        return (account, key);
    }

    /// <summary>Gives an account another key, which is nowhere but in what is returned; the old one opens nothing from then on.</summary>
    /// <exception cref="RefusedException">It may not have one.</exception>
    public async Task<(StoredServiceAccount Account, string Key)> RotateKeyAsync(string id, Caller caller, CancellationToken cancellationToken)
    {
        var key = AccessKey.New(id);
        var hash = AccessKey.Hash(key);
        await ChangeAsync(
            now => IdentityRules.RotatingKey(now, caller, id),
            now => now.With(now.FindAccount(id)! with { KeyHash = hash }),
            () => accounts.ReplaceKeyHashAsync(id, hash, CancellationToken.None),
            cancellationToken);
        return (directory.Current.FindAccount(id) ?? throw IdentityRules.NoAccount(), key);
    }

    /// <summary>Removes an account; its key opens nothing from then on.</summary>
    /// <exception cref="RefusedException">It may not go.</exception>
    public async Task<StoredServiceAccount> RemoveAccountAsync(string id, CancellationToken cancellationToken)
    {
        StoredServiceAccount? removed = null;
        await ChangeAsync(
            now => IdentityRules.RemovingAccount(now, id),
            now =>
            {
                removed = now.FindAccount(id);
                return now.WithoutAccount(id);
            },
            () => accounts.RemoveAsync(id, CancellationToken.None),
            cancellationToken);
        return removed!;
    }

    /// <summary>Makes a role.</summary>
    /// <exception cref="RefusedException">It may not be made.</exception>
    public async Task<Role> AddRoleAsync(IdentityInput input, Caller caller, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var role = new StoredRole
        {
            Id = input.RoleId!,
            Name = input.Name ?? input.RoleId!,
            Description = input.Description ?? "",
            Permissions = Written(input.Permissions!),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await ChangeAsync(
            before => IdentityRules.AddingRole(before, caller, role.Id, input.Permissions!),
            before => before.With(role),
            () => roles.AddAsync(role, CancellationToken.None),
            cancellationToken);
        return RoleOf(role);
    }

    /// <summary>Changes what the input names of a role; whoever holds it may do the new and no longer the old.</summary>
    /// <exception cref="RefusedException">It may not be changed so.</exception>
    public async Task<Role> ChangeRoleAsync(string id, IdentityInput input, Caller caller, CancellationToken cancellationToken)
    {
        StoredRole? changed = null;
        await ChangeAsync(
            now => IdentityRules.ChangingRole(now, caller, Change(now), id),
            Change,
            () => roles.ReplaceAsync(changed!, CancellationToken.None),
            cancellationToken);
        return RoleOf(changed!);

        AccessSnapshot Change(AccessSnapshot now)
        {
            if (now.FindCustomRole(id) is not { } before)
            {
                return now;
            }

            changed = before with
            {
                Name = input.Name ?? before.Name,
                Description = input.Description ?? before.Description,
                Permissions = input.Permissions is null ? before.Permissions : Written(input.Permissions),
                UpdatedAt = time.GetUtcNow(),
            };
            return now.With(changed);
        }
    }

    /// <summary>Removes a role.</summary>
    /// <exception cref="RefusedException">It may not go.</exception>
    public Task RemoveRoleAsync(string id, CancellationToken cancellationToken) => ChangeAsync(
        now => IdentityRules.RemovingRole(now, id),
        now => now.WithoutRole(id),
        () => roles.RemoveAsync(id, CancellationToken.None),
        cancellationToken);

    private Task ChangeAsync(
        Func<AccessSnapshot, RefusedException?> rule, Func<AccessSnapshot, AccessSnapshot> change, Func<Task<bool>> store, CancellationToken cancellationToken) =>
        directory.ChangeAsync(
            async now =>
            {
                if (rule(now) is { } refusal)
                {
                    throw refusal;
                }

                // Made before it is stored: once stored, nothing can go wrong between the disk and who is admitted.
                var after = change(now);
                return await store() ? after : throw new RefusedException(409, "Somebody else changed this meanwhile.");
            },
            cancellationToken);

    private static List<string> Written(IReadOnlyList<Permission> permissions) => [.. permissions.Select(permission => permission.ToString())];

    private static Role RoleOf(StoredRole role) => new RoleTable([role]).Find(role.Id)!;
}
