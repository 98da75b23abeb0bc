using System.Globalization;

namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>What systemd, or whoever speaks as it does, told this process at its start.</summary>
/// <param name="NotifySocket">Where to say how we are; null when nobody listens. A leading <c>@</c> means the abstract name space.</param>
/// <param name="WatchdogLimit">We are ended unless we give a sign of life so often; null for no such limit.</param>
/// <param name="Sockets">Sockets to listen on; none for our own addresses.</param>
/// <remarks>See sd_notify(3), sd_watchdog_enabled(3) and sd_listen_fds(3).</remarks>
internal sealed record ServiceEnvironment(string? NotifySocket, TimeSpan? WatchdogLimit, IReadOnlyList<ListenSocket> Sockets)
{
    private const int FirstDescriptor = 3;

    /// <summary>More than anybody needs; a larger number is a mistake.</summary>
    private const int MostSockets = 64;

    /// <summary>Reads the variables.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="processId">Ours: what is meant for another process, such as a parent, is not for us.</param>
    /// <exception cref="StartRefusedException">A variable is not what its page says.</exception>
    public static ServiceEnvironment Read(IReadOnlyDictionary<string, string> variables, int processId) => new(
        variables.GetValueOrDefault("NOTIFY_SOCKET") is { Length: > 1 } address && address[0] is '/' or '@' ? address : null,
        WatchdogOf(variables, processId),
        SocketsOf(variables, processId));

    private static TimeSpan? WatchdogOf(IReadOnlyDictionary<string, string> variables, int processId)
    {
        if (variables.GetValueOrDefault("WATCHDOG_USEC") is not { Length: > 0 } text || !IsForUs(variables, "WATCHDOG_PID", processId, isNeeded: false))
        {
            return null;
        }

        return Number("WATCHDOG_USEC", text, long.MaxValue / TimeSpan.TicksPerMicrosecond) is var microseconds and > 0
            ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond)
            : throw Wrong("WATCHDOG_USEC", text);
    }

    private static List<ListenSocket> SocketsOf(IReadOnlyDictionary<string, string> variables, int processId)
    {
        if (variables.GetValueOrDefault("LISTEN_FDS") is not { Length: > 0 } text || !IsForUs(variables, "LISTEN_PID", processId, isNeeded: true))
        {
            return [];
        }

        var count = (int)Number("LISTEN_FDS", text, MostSockets);
        var names = variables.GetValueOrDefault("LISTEN_FDNAMES") is { Length: > 0 } list ? list.Split(':') : [];
        return [.. Enumerable.Range(0, count).Select(i => new ListenSocket(FirstDescriptor + i, i < names.Length ? names[i] : "unknown"))];
    }

    private static bool IsForUs(IReadOnlyDictionary<string, string> variables, string name, int processId, bool isNeeded) =>
        variables.GetValueOrDefault(name) is { Length: > 0 } text ? Number(name, text, int.MaxValue) == processId : !isNeeded;

    private static long Number(string name, string text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : throw Wrong(name, text);

    private static StartRefusedException Wrong(string name, string text) =>
        StartRefusedException.ForSetting($"the variable {name} is '{text}', which no service manager writes: unset it, or start by systemd.");
}
