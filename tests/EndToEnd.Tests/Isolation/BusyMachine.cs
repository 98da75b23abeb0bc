using System.Diagnostics;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>Keeps every processor busy: what holds only on a quiet machine does not hold.</summary>
internal sealed class BusyMachine : IDisposable
{
    // It ends with the test run, too, whose end of the pipe is then closed.
    private readonly Process[] _loops = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", "exec 3<&0; ( read -r _ <&3; kill -9 $$ ) & while :; do :; done"]) { UseShellExecute = false, RedirectStandardInput = true })!)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var loop in _loops)
        {
            loop.StandardInput.Dispose();
            loop.WaitForExit();
            loop.Dispose();
        }
    }
}
