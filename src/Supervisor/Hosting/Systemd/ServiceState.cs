using System.Globalization;

namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>What a service tells its manager, in the words of sd_notify(3). Pure.</summary>
internal static class ServiceState
{
    /// <summary>A sign of life.</summary>
    public const string Alive = "WATCHDOG=1";

    /// <summary>Calls are served.</summary>
    public static string Ready(string status) => $"READY=1\n{Status(status)}";

    /// <summary>The settings are being read again; <see cref="Ready"/> ends it.</summary>
    /// <param name="monotonic">The kernel's monotonic clock, which tells this reload from an earlier one.</param>
    public static string Reloading(TimeSpan monotonic) => string.Create(
        CultureInfo.InvariantCulture, $"RELOADING=1\nMONOTONIC_USEC={monotonic.Ticks / TimeSpan.TicksPerMicrosecond}\n{Status("Reading the settings again.")}");

    /// <summary>No new calls are taken; those in flight end.</summary>
    /// <param name="longest">How long that may take.</param>
    public static string Stopping(TimeSpan longest) => string.Create(
        CultureInfo.InvariantCulture,
        $"STOPPING=1\nEXTEND_TIMEOUT_USEC={longest.Ticks / TimeSpan.TicksPerMicrosecond}\n{Status("Stopping: calls in flight come to their end.")}");

    /// <summary>One line for people, whatever is in it.</summary>
    public static string Status(string status) => "STATUS=" + status.ReplaceLineEndings(" ");
}
