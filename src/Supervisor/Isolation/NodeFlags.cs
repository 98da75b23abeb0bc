using System.Globalization;

namespace MolnOS.Sandbox.Isolation;

/// <summary>The table of Node's flags for a worker. They are defence in depth, never the wall.</summary>
internal static class NodeFlags
{
    /// <summary>The flags in the order they are given.</summary>
    /// <param name="needs">What the worker is for.</param>
    /// <param name="shimDirectory">The only directory it may read.</param>
    /// <param name="isGated">Whether Node's own gate is shut.</param>
    public static IEnumerable<string> For(WorkerNeeds needs, string shimDirectory, bool isGated = true) =>
    [
        // Node's own gate on files, processes, threads, addons and the network.
        .. isGated ? ["--permission", $"--allow-fs-read={shimDirectory}"] : Array.Empty<string>(),
        // Both, since the first alone leaves three young semi-spaces of 32 MiB on top of the limit.
        string.Create(CultureInfo.InvariantCulture, $"--max-old-space-size={needs.MemoryMb}"),
        "--max-semi-space-size=2",
        // Blocks the commonest way of prototype pollution.
        "--disable-proto=delete",
        "--no-addons",
        // Reaches files past the permission model.
        "--no-experimental-sqlite",
        // Native code in the worker is the end of Node's own gate. Left out with it, so that a test can make any system call and
        // see what the kernel's walls are worth against one who is past the gate.
        .. isGated ? ["--no-experimental-ffi"] : Array.Empty<string>(),
        // A signal must not open the inspector.
        "--disable-sigusr1",
        // ES modules are compiled from memory, with V8's code cache: there is no file to import.
        "--experimental-vm-modules",
        // The flags above are meant; their warnings would be taken for the function's own lines.
        "--no-warnings",
    ];
}
