using System.Diagnostics;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The command line of a supervisor that ends with the test run, and listens on a port of its own.</summary>
public static class SupervisorCommand
{
    /// <summary>A file that it is started with, as a careless init system would: open, for its children too.</summary>
    public const string LeftOpen = "/dev/full";

    // The watcher holds none of its output, and ends it when the test run dies: the pipe then closes without a word.
    private const string Launcher = "exec 3<&0; ( read -r _ <&3 || kill -9 $$ ) >/dev/null 2>&1 & exec 3<&- </dev/null 9<" + LeftOpen + "; exec \"$@\"";

    /// <summary>Ready to start.</summary>
    /// <param name="through">Words before the command, of programs that end in it, such as <c>setpriv</c>; none for the plain command.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="settings">Pairs such as <c>("Workers:Warm", "1")</c>, or variables of the runtime, <c>DOTNET_…</c>.</param>
    internal static ProcessStartInfo For(IEnumerable<string> through, DataFolder data, IEnumerable<(string Key, string Value)> settings)
    {
        string[] words = ["-c", Launcher, "supervisor", .. through, "dotnet", RepositoryPaths.SupervisorDll, "--Data:Path", data.Path];
        var start = new ProcessStartInfo("/bin/sh", words)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data.Path,
        };
        foreach (var (key, value) in settings.Prepend((Key: "urls", Value: "http://127.0.0.1:0")).GroupBy(setting => setting.Key, StringComparer.Ordinal).Select(same => same.Last()))
        {
            if (key.StartsWith("DOTNET_", StringComparison.Ordinal))
            {
                start.Environment[key] = value;
                continue;
            }

            start.ArgumentList.Add($"--{key}");
            start.ArgumentList.Add(value);
        }

        return start;
    }
}
