using System.Runtime.InteropServices;
using System.Text;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Isolation.Bubblewrap;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>One process behind bubblewrap and the filter, as the supervisor would start it, or one without them.</summary>
internal sealed class Launch : IDisposable
{
    // A worker dies with the thread that forked it.
    private static readonly SpawnerThread s_spawner = new();

    private static readonly string[] s_asNobody = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];

    private static readonly Dictionary<string, string> s_variables = new(StringComparer.Ordinal)
    {
        ["NODE_ENV"] = "production",
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["UV_THREADPOOL_SIZE"] = "1",
    };

    private const string Script =
        """
        set -eu
        umask 077
        exec 3<&0 4>&1 5<>"$1" 8<"$2" 9<"$3" </dev/null >&2
        shift 3
        exec "$@"
        """;

    private const string ScriptWithoutWalls =
        """
        set -eu
        exec 3<&0 4>&1 </dev/null >&2
        exec "$@"
        """;

    // The shell opens them by their path after the start, so they stay until the end.
    private readonly MemoryFile[] _files;
    private readonly StreamReader _answers;
    private readonly Task<string> _printed;

    private Launch(WorkerProcess process, MemoryFile marks, params MemoryFile[] files)
    {
        Process = process;
        Marks = marks;
        _files = files;
        _answers = new StreamReader(process.FromWorker);
        _printed = new StreamReader(process.Printed).ReadToEndAsync();
    }

    /// <summary>The outermost process.</summary>
    public WorkerProcess Process { get; }

    /// <summary>What the process has on descriptor 5.</summary>
    public MemoryFile Marks { get; }

    /// <summary>Starts node behind the walls, with a folder seen as its shim.</summary>
    public static async Task<Launch> BehindWallsAsync(string node, string shimDirectory, bool asNobody, params string[] flags)
    {
        var bubblewrap = BubblewrapTool.Find(configuredPath: null).Should().BeOfType<BubblewrapTool.Found>().Subject;
        var libraries = NodeLibraries.Of(node, RuntimeInformation.ProcessArchitecture).Should().BeOfType<NodeLibraries.Found>().Subject;
        var view = new WorkerView(node, libraries.Paths, shimDirectory, s_variables);
        var arguments = MemoryFile.Of("arguments", BubblewrapArguments.Encode(BubblewrapArguments.For(view)));
        var filter = MemoryFile.Of("filter", SeccompProgram.For(RuntimeInformation.ProcessArchitecture));
        var marks = MemoryFile.OfZeros("marks", 4096);
        string[] line =
        [
            "-c", Script, "sh", marks.Path, arguments.Path, filter.Path,
            .. asNobody && Environment.IsPrivilegedProcess ? s_asNobody : [],
            bubblewrap.Path, "--args", "8", "--seccomp", "9", "--",
            BubblewrapArguments.NodePath, .. flags, BubblewrapArguments.ShimDirectory + "/main.mjs",
        ];
        return new Launch(await StartAsync(line), marks, arguments, filter);
    }

    /// <summary>Starts node on a file with nothing around it.</summary>
    public static async Task<Launch> WithoutWallsAsync(string node, string file) =>
        new(await StartAsync(["-c", ScriptWithoutWalls, "sh", node, "--no-warnings", file]), MemoryFile.OfZeros("marks", 4096));

    /// <summary>The next line that the process writes to descriptor 4.</summary>
    public async Task<string> ReadLineAsync() =>
        await _answers.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30))
        ?? throw new InvalidOperationException($"The process ended without a word; it printed: {await _printed}");

    /// <summary>Writes a line to descriptor 3.</summary>
    public async Task WriteLineAsync(string line)
    {
        await Process.ToWorker.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));
        await Process.ToWorker.FlushAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Process.Kill();
        _answers.Dispose();
        Process.Dispose();
        Marks.Dispose();
        foreach (var file in _files)
        {
            file.Dispose();
        }
    }

    private static Task<WorkerProcess> StartAsync(string[] arguments) =>
        s_spawner.RunAsync(() => WorkerProcess.Start(new LaunchLine("/bin/sh", arguments, s_variables), group: null));
}
