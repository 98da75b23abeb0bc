using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>
/// What may be changed in accounts and roles, and by whom: nobody gets more than they hold by it, and somebody who may do everything stays. Each
/// rule takes what holds and returns why not, or null.
/// </summary>
internal static class IdentityRules
{
    private const int MostAccounts = 10_000;
    private const int MostRoles = 1_000;
    private const string LastAdministrator = "Nobody who may do everything would be left. Make another account that holds * first.";

    /// <summary>Whether an account with this name and these roles may be made.</summary>
    public static RefusedException? AddingAccount(AccessSnapshot now, Caller caller, string name, IReadOnlyList<string> roles)
    {
        for (var i = 0; i < roles.Count; i++)
        {
            if (now.Roles.Find(roles[i]) is null)
            {
                return new RefusedException(400, $"roles[{i}] names a role that does not exist: {roles[i]}.");
            }
        }

        if (name.StartsWith(FunctionAccount.Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return new RefusedException(400, $"name must not begin with {FunctionAccount.Prefix}: the accounts of functions are called so.");
        }

        if (now.Accounts.Any(account => IsAlike(account.Name, name)))
        {
            return new RefusedException(409, $"A service account with the name {name} exists already.");
        }

        return now.Accounts.Count >= MostAccounts
            ? new RefusedException(409, $"There are {MostAccounts} service accounts, which is the most there may be.")
            : Exceeding(caller, now.Roles.PermissionsOf(roles));
    }

    /// <summary>Whether an account may get another key, which the caller then has.</summary>
    public static RefusedException? RotatingKey(AccessSnapshot now, Caller caller, string id) =>
        now.FindAccount(id) is { } account ? Exceeding(caller, now.PermissionsOf(account)) : NoAccount();

    /// <summary>Whether an account may be removed.</summary>
    public static RefusedException? RemovingAccount(AccessSnapshot now, string id) =>
        now.FindAccount(id) is null ? NoAccount() : Locking(now, now.WithoutAccount(id));

    /// <summary>Whether a role may be made.</summary>
    public static RefusedException? AddingRole(AccessSnapshot now, Caller caller, string id, IReadOnlyList<Permission> permissions)
    {
        if (now.Roles.All.Any(role => IsAlike(role.Id, id)))
        {
            return new RefusedException(409, $"A role with the id {id} exists already.");
        }

        return now.Roles.All.Count >= MostRoles
            ? new RefusedException(409, $"There are {MostRoles} roles, which is the most there may be.")
            : Exceeding(caller, new PermissionSet(permissions));
    }

    /// <summary>Whether a role may become what it is after a change. Whoever lacks what it has now may not touch it either.</summary>
    public static RefusedException? ChangingRole(AccessSnapshot now, Caller caller, AccessSnapshot after, string id) =>
        Fixed(now, id)
        ?? Exceeding(caller, now.Roles.PermissionsOf([id]))
        ?? Exceeding(caller, after.Roles.PermissionsOf([id]))
        ?? Locking(now, after);

    /// <summary>Whether a role may be removed.</summary>
    public static RefusedException? RemovingRole(AccessSnapshot now, string id)
    {
        if (Fixed(now, id) is { } refusal)
        {
            return refusal;
        }

        var holders = now.Accounts.Where(account => account.Roles.Contains(id, StringComparer.Ordinal)).Select(account => account.Name).ToList();
        return holders.Count == 0
            ? null
            : new RefusedException(409, $"The role {id} is held by {string.Join(", ", holders.Take(3))}{(holders.Count > 3 ? $" and {holders.Count - 3} more" : "")}.");
    }

    public static RefusedException NoAccount() => new(404, "There is no such service account.");

    public static RefusedException NoRole() => new(404, "There is no such role.");

    private static RefusedException? Fixed(AccessSnapshot now, string id) => now.Roles.Find(id) switch
    {
        null => NoRole(),
        { IsBuiltIn: true } => new RefusedException(403, $"The role {id} is built in; it cannot be changed or removed."),
        _ => null,
    };

    private static RefusedException? Exceeding(Caller caller, PermissionSet granted) => granted.FirstBeyond(caller.Permissions) is { } beyond
        ? new RefusedException(403, $"Nobody may grant more than they hold: you lack the permission {beyond}.") { Permission = beyond.ToString() }
        : null;

    private static RefusedException? Locking(AccessSnapshot now, AccessSnapshot after) =>
        now.HasAdministrator && !after.HasAdministrator ? new RefusedException(409, LastAdministrator) : null;

    // Names that differ in case alone would be taken for one another.
    private static bool IsAlike(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
