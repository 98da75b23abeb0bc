using System.Globalization;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// What whoever started the supervisor left open in it: a log, a pipe, a socket. All that the supervisor opens itself is closed in the
/// processes it starts; these would go on to every worker, and no gate guards a descriptor that is open already.
/// </summary>
internal static partial class InheritedDescriptors
{
    private const int LastStandard = 2;
    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>Keeps every descriptor but the standard ones from the processes that are started from now on.</summary>
    public static void KeepFromChildren()
    {
        foreach (var path in Directory.GetFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var descriptor) && descriptor > LastStandard)
            {
                // It may be closed by now, such as the one by which the folder was listed.
                _ = Fcntl(descriptor, SetDescriptorFlags, CloseOnExec);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(int descriptor, int command, int argument);
}
