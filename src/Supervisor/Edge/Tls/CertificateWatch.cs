namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>Looks at the files of the certificates once a second: a notification of the kernel's gets lost on network file systems and behind links.</summary>
internal sealed partial class CertificateWatch(CertificateShelf shelf, TimeProvider time, ILogger<CertificateWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (shelf.IsEmpty)
        {
            return;
        }

        using var timer = new PeriodicTimer(Tick, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void Look()
    {
        try
        {
            shelf.Refresh();
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(926, LogLevel.Error, "The files of the certificates could not be looked at; the certificates from before are served on.")]
    private partial void LogFailed(Exception exception);
}
