using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Events;

/// <summary>The permissions that this service's routes ask for, each written once.</summary>
internal static class EventPermissions
{
    /// <summary>Its target is the name of the event.</summary>
    public static Permission Emit { get; } = Permission.Parse("events.event.emit");

    /// <summary>Events, their data and their dead letters.</summary>
    public static Permission Read { get; } = Permission.Parse("events.read");

    /// <summary>Sends dead letters on their way again.</summary>
    public static Permission Redrive { get; } = Permission.Parse("events.redrive");

    /// <summary>Removes dead letters.</summary>
    public static Permission Delete { get; } = Permission.Parse("events.delete");
}
