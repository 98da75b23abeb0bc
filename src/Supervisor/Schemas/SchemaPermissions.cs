using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Schemas;

/// <summary>The permissions that the HTTP API of schemas asks for; the last two are about one schema.</summary>
internal static class SchemaPermissions
{
    /// <summary>What belongs to no one schema: the list of all.</summary>
    public static Permission List { get; } = Permission.Parse("schemas.read");

    /// <summary>Posting, of whatever name.</summary>
    public static Permission Create { get; } = Permission.Parse("schemas.create");

    /// <summary>Reading and validating by it.</summary>
    public static Permission Read { get; } = Permission.Parse("schemas.schema.read");

    public static Permission Delete { get; } = Permission.Parse("schemas.schema.delete");
}
