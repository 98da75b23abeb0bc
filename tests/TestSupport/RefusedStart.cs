using System.Diagnostics;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>A supervisor that would not start.</summary>
/// <param name="Id">The process id that it had.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it printed to stdout.</param>
/// <param name="Errors">What it printed to stderr, by line.</param>
public sealed record RefusedStart(int Id, int ExitCode, string Output, IReadOnlyList<string> Errors)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs one to its end. One that starts is killed, and fails the test.</summary>
    public static async Task<RefusedStart> OfAsync(params (string Key, string Value)[] settings)
    {
        using var data = new DataFolder();
        return await OfAsync([], data, settings);
    }

    /// <summary>Runs one to its end through other programs, which end in it.</summary>
    public static async Task<RefusedStart> OfAsync(IEnumerable<string> through, DataFolder data, params (string Key, string Value)[] settings)
    {
        using var process = Process.Start(SupervisorCommand.For(through, data, settings)) ?? throw new InvalidOperationException("The supervisor did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var id = process.Id;
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_limit);
        }
        finally
        {
            process.Kill();
            await process.StandardInput.WriteLineAsync("done");
        }

        return new RefusedStart(id, process.ExitCode, await output, (await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
