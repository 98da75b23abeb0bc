using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Gives files to the user who has a folder: what the system's administrator restores must be readable to the server's own user.</summary>
internal static partial class OwnerOfFiles
{
    private const int AtCurrentFolder = -100;
    private const uint BasicFacts = 0x7ff;

    // The kernel's struct statx, which is the same on every processor.
    private const int FactsBytes = 256;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>Gives everything below a folder, and the folder, to whom <paramref name="model"/> belongs to. Only root can and need do so.</summary>
    /// <exception cref="IOException">It cannot be given away.</exception>
    public static void Match(string folder, string model)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        Span<byte> facts = stackalloc byte[FactsBytes];
        if (Statx(AtCurrentFolder, model, 0, BasicFacts, facts) != 0)
        {
            throw new IOException($"It cannot be told whom {model} belongs to.", Marshal.GetLastPInvokeError());
        }

        var (user, group) = (BinaryPrimitives.ReadUInt32LittleEndian(facts[UserOffset..]), BinaryPrimitives.ReadUInt32LittleEndian(facts[GroupOffset..]));
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Prepend(folder))
        {
            if (ChangeOwner(entry, user, group) != 0)
            {
                throw new IOException($"{entry} cannot be given to user {user}.", Marshal.GetLastPInvokeError());
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> facts);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
