using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Cli.Server;

/// <summary>Signals to processes that we started.</summary>
internal static partial class ProcessSignal
{
    public const int Terminate = 15;

    /// <summary>Sends one; a process that is gone already has no use for it.</summary>
    public static void Send(Process process, int signal)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, signal);
        }
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
