using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Brings a folder's entries to the disk: a new or renamed file can be gone after the loss of power, however well its own bytes lie there.</summary>
internal static partial class FolderSync
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;

    /// <summary>Ends when the names in the folder are on disk. Other systems than Linux keep them in their own time.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void Flush(string folder) => Flush(folder, Sync);

    /// <summary>Ends when everything that was written to the file system of a folder is on disk.</summary>
    /// <exception cref="IOException">The disk fails.</exception>
    public static void FlushAll(string folder) => Flush(folder, SyncAll);

    private static void Flush(string folder, Func<SafeFileHandle, int> sync)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // The framework's own file handles refuse folders.
        using var handle = new SafeFileHandle(Open(folder, ReadOnly | CloseOnExec), ownsHandle: true);
        if (handle.IsInvalid || sync(handle) != 0)
        {
            var error = new Win32Exception(Marshal.GetLastPInvokeError());
            throw new IOException($"The folder {folder} cannot be brought to the disk: {error.Message}", error.NativeErrorCode);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncAll(SafeFileHandle file);
}
