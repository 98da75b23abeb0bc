using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Hosting.Reload;

/// <summary>Asks for a reload at each SIGHUP; on a terminal, where that means that the terminal has gone, it stops the server as SIGTERM does.</summary>
internal sealed class ReloadSignal(SettingsReload reload, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedService, IDisposable
{
    private PosixSignalRegistration? _registration;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var hasTerminal = !Console.IsInputRedirected;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            if (hasTerminal)
            {
                lifetime.StopApplication();
            }
            else
            {
                // On Linux the clock of timestamps is CLOCK_MONOTONIC, which is the one that systemd compares with.
                _ = reload.RunAsync(TimeSpan.FromSeconds((double)time.GetTimestamp() / time.TimestampFrequency));
            }
        });
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _registration?.Dispose();
}
