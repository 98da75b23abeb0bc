using System.Diagnostics;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Server;

/// <summary>The server's own program on this machine.</summary>
/// <param name="Command">What is started.</param>
/// <param name="First">What comes before the server's own arguments.</param>
internal sealed record SupervisorProgram(string Command, IReadOnlyList<string> First)
{
    private const string Name = "molnos-sandbox";

    /// <summary>Beside this program, else on the PATH, else what was built in the tree that this program was built in.</summary>
    /// <exception cref="CommandFailedException">It is nowhere.</exception>
    public static SupervisorProgram Find(Surroundings surroundings)
    {
        var beside = AppContext.BaseDirectory;
        var folders = new[] { beside }.Concat((surroundings.Variable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)).Append(BuiltInTree(beside));
        foreach (var folder in folders)
        {
            if (folder is not null && In(folder) is { } program)
            {
                return program;
            }
        }

        throw CommandFailedException.WrongUsage("The server is not installed on this machine.", $"Put {Name} beside molnos or on the PATH; in a clone of the repository, build it.");
    }

    /// <summary>Ready to start with these settings. What steers this client means nothing to the server.</summary>
    public ProcessStartInfo StartInfo(IEnumerable<string> settings) => new(Command, [.. First, .. settings]) { UseShellExecute = false };

    private static SupervisorProgram? In(string folder)
    {
        var (program, library) = (Path.Combine(folder, Name), Path.Combine(folder, Name + ".dll"));
        return File.Exists(program) ? new(program, []) : File.Exists(library) ? new("dotnet", [library]) : null;
    }

    private static string? BuiltInTree(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MolnOS.Sandbox.sln")))
            {
                return Path.Combine(folder.FullName, "artifacts", "bin", "MolnOS.Sandbox.Supervisor", "release");
            }
        }

        return null;
    }
}
