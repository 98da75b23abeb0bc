using System.Text;
using System.Text.Json;

namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// Tries the walls from inside, once, before anything of a user runs: a wall that was asked for and is not there, on a kernel that was
/// never thought of, must be found by us.
/// </summary>
internal sealed class SelfTest(WorkerLauncher launcher, TimeProvider time)
{
    private const int MaxReportBytes = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What must not succeed behind these walls, and what it means when it does. Most are stopped by Node's own gate where the kernel's
    /// walls are missing; it does not know of signals.
    /// </summary>
    private static readonly (string Attempt, Wall Behind, string Hole)[] Attempts =
    [
        ("readHostFile", Wall.None, "a worker can read files of this machine"),
        ("writeFile", Wall.None, "a worker can write a file"),
        ("openSocket", Wall.None, "a worker can open a socket"),
        ("startProcess", Wall.None, "a worker can start a process"),
        ("sendSignal", Wall.Seccomp, "a worker can signal a process"),
        ("seeProcesses", Wall.None, "a worker can see other processes"),
        ("keepCapability", Wall.None, "a worker keeps privileges"),
    ];

    /// <summary>Ways in which an attempt may fail that prove that it was stopped, and did not fail for another reason.</summary>
    private static readonly string[] Stopped = ["EPERM", "EACCES", "ENOENT", "EROFS", "ENOSYS", "ERR_ACCESS_DENIED"];

    /// <summary>The holes found; empty when every wall holds.</summary>
    public async Task<IReadOnlyList<string>> FindHolesAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var limit = time.CreateTimer(_ => patience.Cancel(), state: null, Patience, Timeout.InfiniteTimeSpan);
        using var marks = MemoryFile.OfZeros("molnos-self-test", 4096);
        WorkerProcess process;
        try
        {
            process = await launcher.LaunchProbeAsync(new WorkerNeeds(MemoryMb: 64), marks.Path).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            return [$"the process that tries the walls did not start: {error.Message}"];
        }

        try
        {
            var report = await ReadAsync(process.FromWorker, untilLine: true, patience.Token).ConfigureAwait(false);
            var isInGroup = process.Group?.Holds(process.Id) ?? true;
            process.Kill();
            return report.Length == 0
                ? [$"the process that tries the walls ended without a word: {LastLine(await ReadAsync(process.Printed, untilLine: false, patience.Token).ConfigureAwait(false))}"]
                : [.. Judge(report, launcher.Walls.Choice.Walls), .. isInGroup ? Array.Empty<string>() : ["a worker is not in its control group"]];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [$"the process that tries the walls did not end within {Patience.TotalSeconds:0} s"];
        }
        finally
        {
            process.Kill();
            await process.Exited.ConfigureAwait(false);
            process.Dispose();
        }
    }

    /// <summary>Reads the report of what was tried behind these walls. Pure. Whatever is not clearly stopped is a hole.</summary>
    public static IReadOnlyList<string> Judge(string report, Wall walls)
    {
        try
        {
            using var document = JsonDocument.Parse(report);
            return
            [
                .. from attempt in Attempts
                   where walls.HasFlag(attempt.Behind)
                   let outcome = document.RootElement.TryGetProperty(attempt.Attempt, out var value) ? value.GetString() : null
                   where !Stopped.Contains(outcome, StringComparer.Ordinal)
                   select $"{attempt.Hole} ({attempt.Attempt}: {outcome ?? "not tried"})",
            ];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return ["the process that tries the walls said something else than its report"];
        }
    }

    private static async Task<string> ReadAsync(Stream stream, bool untilLine, CancellationToken cancellationToken)
    {
        var bytes = new byte[MaxReportBytes];
        var length = 0;
        try
        {
            while (length < bytes.Length && !(untilLine && bytes.AsSpan(0, length).Contains((byte)'\n')))
            {
                var read = await stream.ReadAsync(bytes.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }
        }
        catch (IOException)
        {
            // The process is gone; what it said is what there is.
        }

        return Encoding.UTF8.GetString(bytes, 0, length).Trim();
    }

    private static string LastLine(string printed) => printed.Length == 0 ? "nothing was printed" : printed.Split('\n')[^1];
}
