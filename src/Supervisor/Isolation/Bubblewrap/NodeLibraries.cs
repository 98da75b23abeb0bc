using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation.Bubblewrap;

/// <summary>The files beside itself that the Node binary cannot run without on this machine.</summary>
internal abstract record NodeLibraries
{
    private static readonly ConcurrentDictionary<string, Found> Known = new(StringComparer.Ordinal);

    private NodeLibraries()
    {
    }

    /// <summary>They are all there: the dynamic loader and the libraries, each at the path where the loader looks for it.</summary>
    internal sealed record Found(IReadOnlyList<string> Paths) : NodeLibraries;

    /// <summary>Something is not; the message is one line and says what to do.</summary>
    internal sealed record Missing(string Message) : NodeLibraries;

    /// <summary>The loader that the Node binary names as its interpreter.</summary>
    public static string LoaderFor(Architecture architecture) =>
        architecture == Architecture.Arm64 ? "/lib/ld-linux-aarch64.so.1" : "/lib64/ld-linux-x86-64.so.2";

    /// <summary>
    /// Asks the loader, which alone knows, and only once for a binary. It is told to look without its cache file, since inside the walls
    /// there is none: what it finds here, it finds there.
    /// </summary>
    public static NodeLibraries Of(string nodePath, Architecture architecture)
    {
        if (Known.TryGetValue(nodePath, out var known))
        {
            return known;
        }

        var loader = LoaderFor(architecture);
        var libraries = Judge(nodePath, loader, File.Exists(loader) ? ToolAnswer.Ask(loader, "--inhibit-cache", "--list", nodePath) : null);
        return libraries is Found found ? Known.GetOrAdd(nodePath, found) : libraries;
    }

    /// <summary>What the loader's answer means; null when it could not be run.</summary>
    public static NodeLibraries Judge(string nodePath, string loader, ToolAnswer? answer)
    {
        if (answer is null)
        {
            return new Missing($"The dynamic loader of glibc ({loader}), which Node.js needs, is not on this machine: apt-get install libc6");
        }

        if (MissingLibrary(answer) is { } library)
        {
            return new Missing($"Node.js needs the library {library}, which is not on this machine: apt-get install {PackageOf(library)}");
        }

        var paths = answer.Output.Split('\n').Select(PathIn).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return answer.ExitCode == 0 && paths.Contains(loader, StringComparer.Ordinal)
            ? new Found(paths)
            : new Missing($"The dynamic loader cannot load {nodePath}, so it is no Node.js of this machine's kind: {answer.Complaint}");
    }

    // "libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x7f...)" or "/lib64/ld-linux-x86-64.so.2 (0x7f...)"; the vDSO has no path.
    private static string? PathIn(string line)
    {
        var address = line.LastIndexOf(" (0x", StringComparison.Ordinal);
        var path = address < 0 ? "" : line[..address].Split(" => ")[^1].Trim();
        return path.StartsWith('/') ? path : null;
    }

    // "/node: error while loading shared libraries: libatomic.so.1: cannot open shared object file: No such file or directory",
    // or, of older loaders, "libatomic.so.1 => not found".
    private static string? MissingLibrary(ToolAnswer answer)
    {
        if (answer.Output.Split('\n').FirstOrDefault(line => line.TrimEnd().EndsWith("=> not found", StringComparison.Ordinal)) is { } line)
        {
            return line.Split(" => ")[0].Trim();
        }

        var parts = answer.Complaint.Split(": ");
        return parts is [_, "error while loading shared libraries", var name, "cannot open shared object file", ..] && !name.Contains('/', StringComparison.Ordinal)
            ? name
            : null;
    }

    private static string PackageOf(string library) => library switch
    {
        "libatomic.so.1" => "libatomic1",
        "libstdc++.so.6" => "libstdc++6",
        "libgcc_s.so.1" => "libgcc-s1",
        _ => "libc6",
    };
}
