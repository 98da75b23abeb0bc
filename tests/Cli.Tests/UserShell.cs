using System.Diagnostics;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests;

/// <summary>A user's shell: a folder to work in, settings of their own, and <c>molnos</c> on the PATH.</summary>
internal sealed class UserShell : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly DataFolder _home = new();

    public UserShell()
    {
        Folder = Directory.CreateDirectory(Path.Combine(_home.Path, "work")).FullName;
        var bin = Directory.CreateDirectory(Path.Combine(_home.Path, "bin")).FullName;
        var program = Path.Combine(bin, "molnos");
        File.WriteAllText(program, $"#!/bin/sh\nexec dotnet {RepositoryPaths.CliDll} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{bin}:{System.Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = _home.Path,
            ["XDG_CONFIG_HOME"] = Path.Combine(_home.Path, "config"),
            ["TMPDIR"] = Directory.CreateDirectory(Path.Combine(_home.Path, "tmp")).FullName,
            ["TERM"] = "xterm-256color",
            ["TZ"] = "UTC",
        };
    }

    /// <summary>Where commands run.</summary>
    public string Folder { get; }

    /// <summary>Its folder for temporary files, in which every file of a command ends up that it does not remove.</summary>
    public string TemporaryFolder => Environment["TMPDIR"];

    /// <summary>The settings file.</summary>
    public string SettingsFile => Path.Combine(_home.Path, "config", "molnos", "config.json");

    /// <summary>Its variables.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>Speaks to this server, as this caller.</summary>
    public void PointAt(Uri address, string? token)
    {
        Environment["MOLNOS_URL"] = address.GetLeftPart(UriPartial.Authority);
        Environment.Remove("MOLNOS_TOKEN");
        if (token is not null)
        {
            Environment["MOLNOS_TOKEN"] = token;
        }
    }

    /// <summary>Writes a file into the folder.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Runs a line, as typed, with its output going into pipes.</summary>
    public Task<CommandResult> RunAsync(string line, string input = "") => RunAsync(["-c", line], input);

    /// <summary>Runs a line on a terminal of 160 columns.</summary>
    public Task<CommandResult> RunOnTerminalAsync(string line, string input = "") =>
        RunAsync(["-c", "exec script --quiet --return --command \"$0\" /dev/null", $"stty cols 160 rows 50; {line}"], input);

    /// <summary>Starts a line and leaves it running.</summary>
    public Process Start(string line) => Process.Start(StartInfo(["-c", line])) ?? throw new InvalidOperationException("bash did not start.");

    public void Dispose() => _home.Dispose();

    private async Task<CommandResult> RunAsync(IEnumerable<string> arguments, string input)
    {
        using var process = Process.Start(StartInfo(arguments)) ?? throw new InvalidOperationException("bash did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_limit);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new CommandResult(process.ExitCode, await output, await error);
    }

    private ProcessStartInfo StartInfo(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/bash", arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
