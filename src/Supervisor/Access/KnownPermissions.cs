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

    public static Permission ReadMetrics { get; } = Permission.Parse("metrics.read");
}
