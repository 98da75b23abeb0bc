using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// A file that lives in memory and has no name: a worker's launcher opens it by its <see cref="Path"/>, with a position of its own, and
/// nothing is left on any disk. Its size is fixed, so that nobody can cut it under a reader.
/// </summary>
/// <remarks>See memfd_create(2) and fcntl(2), file sealing.</remarks>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1;
    private const uint AllowSealing = 2;
    private const uint OwnerReadsAndWrites = 6 << 6;
    private const int AddSeals = 1033;
    private const int SealSeals = 1;
    private const int SealShrink = 2;
    private const int SealGrow = 4;
    private const int SealWrite = 8;

    private MemoryFile(SafeFileHandle handle) => Handle = handle;

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Where processes of the same user open it, as long as it is not disposed.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{Handle.DangerousGetHandle()}");

    /// <summary>A file of zeros that can be written, and keeps its size.</summary>
    /// <exception cref="IOException">The kernel gives none.</exception>
    public static MemoryFile OfZeros(string name, int bytes)
    {
        var handle = Create(name);
        RandomAccess.SetLength(handle, bytes);
        Seal(handle, SealSeals | SealShrink | SealGrow);
        return new MemoryFile(handle);
    }

    /// <summary>A file that cannot be changed any more.</summary>
    /// <exception cref="IOException">The kernel gives none.</exception>
    public static MemoryFile Of(string name, ReadOnlySpan<byte> content)
    {
        var handle = Create(name);
        RandomAccess.Write(handle, content, fileOffset: 0);
        Seal(handle, SealSeals | SealShrink | SealGrow | SealWrite);
        return new MemoryFile(handle);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static SafeFileHandle Create(string name)
    {
        var descriptor = MemfdCreate(name, CloseOnExec | AllowSealing);
        var handle = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure("create");
        // The kernel makes it executable, and a worker that can write it could then run what it wrote.
        return Fchmod(handle, OwnerReadsAndWrites) == 0 ? handle : throw Failure("protect");
    }

    private static void Seal(SafeFileHandle handle, int seals)
    {
        if (Fcntl(handle, AddSeals, seals) != 0)
        {
            var failure = Failure("seal");
            handle.Dispose();
            throw failure;
        }
    }

    private static IOException Failure(string what)
    {
        var error = new Win32Exception(Marshal.GetLastPInvokeError());
        return new IOException($"The kernel did not {what} a file in memory: {error.Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fchmod(SafeFileHandle file, uint mode);
}
