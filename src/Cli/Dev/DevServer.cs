using System.Diagnostics;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Server;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary>A server of our own for as long as we run: on a free port, with a data folder that goes with it.</summary>
internal sealed partial class DevServer : IAsyncDisposable
{
    // Becomes the server. What it leaves beside it waits until we are done or dead, whichever way, and then cleans up: a server
    // that outlives its developer's terminal would be found by nobody.
    private const string Launcher = """
        exec 3<&0
        (
          read -r _ <&3
          kill -TERM $$
          tries=0
          while kill -0 $$ && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
          kill -KILL $$
          rm -rf "$0"
        ) > /dev/null 2>&1 &
        exec 3<&- < /dev/null
        exec "$@"
        """;

    private const int KeptLines = 20;

    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly string _folder;
    private readonly Queue<string> _lastWords = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DevServer(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _listening.Task.Result;

    /// <summary>The key of its administrator.</summary>
    public string Token => File.ReadAllText(Path.Combine(_folder, "data", "admin.token")).Trim();

    /// <summary>Done when the server has ended, which it does not by itself.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>Starts one and waits until it listens.</summary>
    /// <exception cref="CommandFailedException">It does not start; the message has its last words.</exception>
    public static async Task<DevServer> StartAsync(SupervisorProgram program, IEnumerable<string> settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("molnos-dev-").FullName;
        var start = program.StartInfo(["--Data:Path", Path.Combine(folder, "data"), "--Hosting:ShutdownGrace", "500ms", .. settings]);
        var launched = new ProcessStartInfo("/bin/sh", ["-c", Launcher, folder, start.FileName, .. start.ArgumentList])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // Settings files of whatever folder we are in are for another server.
            WorkingDirectory = folder,
        };
        launched.Environment.Remove("MOLNOS_ADMIN_TOKEN");
        var server = new DevServer(Process.Start(launched)!, folder);
        try
        {
            await server.WaitUntilListeningAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ProcessSignal.Send(_process, ProcessSignal.Terminate);
        try
        {
            await _process.WaitForExitAsync().WaitAsync(_stopLimit);
        }
        catch (TimeoutException)
        {
            _process.Kill();
        }

        RemoveFolder();
        await _process.StandardInput.DisposeAsync();
        _process.Dispose();
    }

    private async Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_listening.Task, Ended).WaitAsync(_startLimit, cancellationToken);
        if (first != _listening.Task)
        {
            // Both pipes are at their end by now, and the last words heard.
            await Ended;
            throw new CommandFailedException(
                ExitCodes.Refused,
                $"The server did not start:\n{string.Join('\n', _lastWords)}",
                "If this machine cannot wall off functions, --isolation none runs yours without walls, like any program of yours.");
        }
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastWords)
        {
            _lastWords.Enqueue(line);
            if (_lastWords.Count > KeptLines)
            {
                _lastWords.Dequeue();
            }
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _listening.TrySetResult(new Uri(match.Groups["url"].Value, UriKind.Absolute));
        }
    }

    private void RemoveFolder()
    {
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // The launcher's other half has removed it, or will.
        }
    }

    [GeneratedRegex("^Now listening on: (?<url>http://[^ ]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
