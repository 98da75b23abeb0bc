using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Isolation;

/// <summary>Where the Node binary and the shim stand on this machine.</summary>
internal sealed record NodeRuntime(string NodePath, string ShimDirectory)
{
    /// <summary>The file node is started with.</summary>
    public string ShimEntry => Path.Combine(ShimDirectory, "main.mjs");

    /// <summary>
    /// Takes the paths given, else what lies beside the program, else what <c>scripts/setup</c> installed above it.
    /// </summary>
    /// <exception cref="FileNotFoundException">One of the two is nowhere; the message says what to do.</exception>
    public static NodeRuntime Find(string? nodePath, string? shimDirectory)
    {
        var architecture = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var node = nodePath ?? FindUpward(Path.Combine("runtime", "node", "node_modules", $"node-linux-{architecture}", "bin", "node"));
        if (node is null || !File.Exists(node))
        {
            throw new FileNotFoundException("Node.js for the workers is missing: run scripts/setup, or set Workers:NodePath to a Node 26 binary.");
        }

        var shim = shimDirectory ?? Path.Combine(AppContext.BaseDirectory, "node-shim");
        if (!File.Exists(Path.Combine(shim, "main.mjs")))
        {
            throw new FileNotFoundException("The worker's shim (node-shim/main.mjs) is missing beside the program; set Workers:ShimPath or install again.");
        }

        return new NodeRuntime(Path.GetFullPath(node), Path.GetFullPath(shim));
    }

    private static string? FindUpward(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
