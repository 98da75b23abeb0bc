namespace MolnOS.Sandbox.Access;

/// <summary>The roles that are always there and never change.</summary>
internal static class BuiltInRoles
{
    public const string Administrator = "administrator";
    public const string User = "user";

    public static IReadOnlyList<Role> All { get; } =
    [
        new(Administrator, "Administrator", "May do everything.", [Permission.All]) { IsBuiltIn = true },
        new(User, "User", "May read and call functions.", [KnownPermissions.ReadFunctions, KnownPermissions.ExecuteFunctions]) { IsBuiltIn = true },
    ];
}
