using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Hosting.Reload;

/// <summary>Reads the settings again as they were read at the start.</summary>
internal delegate IReadOnlyDictionary<string, string?> ReadSettings();

/// <summary>Whether a server could start with the settings as they are written now: throws as its start would.</summary>
internal delegate Task TrySettings();

/// <summary>Reads the settings again when asked to. What is wrong with them is told, and the old ones stay.</summary>
internal sealed partial class SettingsReload(
    SettingsSource source, ReadSettings read, TrySettings trial, NotifySocket manager, ILogger<SettingsReload> logger) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private int _waiting;

    public void Dispose() => _one.Dispose();

    /// <summary>One reload at a time. Never throws; says how it went. While one waits for its turn, further ones have nothing to add.</summary>
    /// <param name="monotonic">The kernel's monotonic clock now.</param>
    public async Task RunAsync(TimeSpan monotonic)
    {
        if (Interlocked.Exchange(ref _waiting, 1) != 0)
        {
            return;
        }

        await _one.WaitAsync();
        Volatile.Write(ref _waiting, 0);
        try
        {
            manager.Send(ServiceState.Reloading(monotonic));
            manager.Send(ServiceState.Ready(await ReloadAsync()));
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<string> ReloadAsync()
    {
        try
        {
            await trial();
            var result = ReloadRule.Decide(source.Current, read());
            source.Replace(result.Settings);
            LogReloaded(Names(result.Applied));
            if (result.Waiting.Count > 0)
            {
                LogWaiting(Names(result.Waiting));
            }

            return result.Waiting.Count == 0 ? ServiceNotifier.Serving : $"Serving; changed, and in effect after a restart only: {Names(result.Waiting)}.";
        }
        catch (Exception failure)
        {
            var (line, _) = StartFailure.Describe(failure);
            LogRefused(line is null ? failure : null, line ?? failure.Message);
            return $"Serving with the earlier settings; the new ones were refused: {line ?? failure.Message}";
        }
    }

    private static string Names(IReadOnlyList<string> keys) => keys.Count == 0 ? "nothing" : string.Join(", ", keys);

    [LoggerMessage(930, LogLevel.Information, "The settings were read again; changed: {Keys}.")]
    private partial void LogReloaded(string keys);

    [LoggerMessage(931, LogLevel.Warning, "Changed settings that take effect after a restart only: {Keys}.")]
    private partial void LogWaiting(string keys);

    [LoggerMessage(932, LogLevel.Error, "The settings were not taken over, the earlier ones stay: {Reason}")]
    private partial void LogRefused(Exception? failure, string reason);
}
