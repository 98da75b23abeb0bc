using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Databases;

/// <summary>The permissions that the HTTP API of tables asks for; all but the first are about one table.</summary>
internal static class DatabasePermissions
{
    /// <summary>What belongs to no table: the list of all.</summary>
    public static Permission List { get; } = Permission.Parse("databases.read");

    public static Permission Read { get; } = Permission.Parse("databases.table.read");

    public static Permission Write { get; } = Permission.Parse("databases.table.write");

    public static Permission Create { get; } = Permission.Parse("databases.table.create");

    public static Permission Delete { get; } = Permission.Parse("databases.table.delete");
}
