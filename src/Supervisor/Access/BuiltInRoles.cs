using System.Collections.Frozen;

namespace MolnOS.Sandbox.Access;

/// <summary>The roles that are always there and never change.</summary>
internal static class BuiltInRoles
{
    public const string Administrator = "administrator";
    public const string User = "user";

    private static readonly FrozenDictionary<string, Permission[]> Permissions = new Dictionary<string, Permission[]>(StringComparer.Ordinal)
    {
        [Administrator] = [Permission.All],
        [User] = [KnownPermissions.ReadFunctions, KnownPermissions.ExecuteFunctions],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a role allows; a role nobody knows allows nothing.</summary>
    public static IReadOnlyList<Permission> PermissionsOf(string roleId) => Permissions.GetValueOrDefault(roleId, []);
}
