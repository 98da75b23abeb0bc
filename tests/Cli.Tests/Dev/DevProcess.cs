using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Dev;

/// <summary>A running <c>molnos functions dev</c>, whose events are read as they come.</summary>
internal sealed class DevProcess : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    public DevProcess(UserShell shell, string arguments)
    {
        _process = shell.Start($"exec molnos functions dev {arguments}");
    }

    /// <summary>Waits for an event of this kind; what comes before it is passed over.</summary>
    public async Task<JsonNode> EventAsync(string kind, Func<JsonNode, bool>? wanted = null)
    {
        var seen = new List<string>();
        while (true)
        {
            var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(s_limit)
                ?? throw new InvalidOperationException($"It ended before it said '{kind}':\n{string.Join('\n', seen)}\n{await _process.StandardError.ReadToEndAsync()}");
            seen.Add(line);
            var json = JsonNode.Parse(line)!;
            if (json["event"]!.GetValue<string>() == kind && wanted?.Invoke(json) != false)
            {
                return json;
            }
        }
    }

    /// <summary>Sends a signal and waits for the end.</summary>
    public async Task<int> EndAsync(string signal)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {_process.Id.ToString(CultureInfo.InvariantCulture)}"]);
        await _process.WaitForExitAsync().WaitAsync(s_limit);
        return _process.ExitCode;
    }

    /// <summary>Waits until none of its processes and no file of theirs is left.</summary>
    public static Task NothingIsLeftAsync(UserShell shell, IReadOnlyList<ProcessEntry> processes) => Eventually.HoldsAsync(
        () => Task.FromResult(!Directory.EnumerateFileSystemEntries(shell.TemporaryFolder, "molnos-*").Any() && processes.All(process => !process.IsAlive)),
        s_limit,
        "no process and no file of the development server is left");

    /// <summary>Every process that it started, and those that they started.</summary>
    public IReadOnlyList<ProcessEntry> Below() => ProcessTree.Below(_process.Id);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
