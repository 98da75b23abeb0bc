using System.ComponentModel;
using System.Diagnostics;

namespace MolnOS.Sandbox.Isolation.Bubblewrap;

/// <summary>What a short-lived tool of the system said. It is run with no environment, so that nobody's variables change its answer.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Errors">All of its standard error.</param>
internal sealed record ToolAnswer(int ExitCode, string Output, string Errors)
{
    /// <summary>The first line of its complaint, for a message.</summary>
    public string Complaint => Errors.Split('\n')[0].Trim();

    /// <summary>Runs a tool to its end, or gives null when it cannot be started.</summary>
    public static ToolAnswer? Ask(string path, params string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        try
        {
            using var tool = Process.Start(start)!;
            tool.StandardInput.Close();
            // On a thread of its own: a tool that fills one pipe while the other is read would wait for ever.
            var errors = tool.StandardError.ReadToEndAsync();
            var output = tool.StandardOutput.ReadToEnd();
            tool.WaitForExit();
            return new ToolAnswer(tool.ExitCode, output, errors.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
