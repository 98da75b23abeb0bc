namespace MolnOS.Sandbox.Access;

/// <summary>The permissions that routes ask for, each written once.</summary>
internal static class KnownPermissions
{
    public static Permission CreateFunctions { get; } = Permission.Parse("functions.create");

    public static Permission ReadFunctions { get; } = Permission.Parse("functions.read");

    public static Permission UpdateFunctions { get; } = Permission.Parse("functions.update");

    public static Permission DeleteFunctions { get; } = Permission.Parse("functions.delete");

    public static Permission ExecuteFunctions { get; } = Permission.Parse("functions.execute");

    /// <summary>Its target is the service that a function is to be bound to.</summary>
    public static Permission CreateBindings { get; } = Permission.Parse("functions.bindings.create");

    public static Permission ReadIdentities { get; } = Permission.Parse("identity.read");

    public static Permission CreateIdentities { get; } = Permission.Parse("identity.create");

    /// <summary>Changing a role, and giving an account another key.</summary>
    public static Permission UpdateIdentities { get; } = Permission.Parse("identity.update");

    public static Permission DeleteIdentities { get; } = Permission.Parse("identity.delete");

    public static Permission ReadAudit { get; } = Permission.Parse("audit.read");

    /// <summary>Reading everything that the server keeps, its secrets too: for administrators alone.</summary>
    public static Permission CreateBackups { get; } = Permission.Parse("backups.create");

    public static Permission ReadMetrics { get; } = Permission.Parse("metrics.read");
}
