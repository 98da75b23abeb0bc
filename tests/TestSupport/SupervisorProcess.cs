using System.Diagnostics;
using System.Globalization;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The real supervisor as a child process, on a port of its own and with a data folder of its own.</summary>
public sealed class SupervisorProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly DataFolder _data;
    private readonly bool _ownsData;

    private SupervisorProcess(Process process, DataFolder data, bool ownsData)
    {
        _process = process;
        _data = data;
        _ownsData = ownsData;
        _output = new ProcessOutput(process);
    }

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    /// <summary>Where it listens; known once it has started.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The key of the administrator it made at its first start.</summary>
    public string AdminToken => File.ReadAllText(AdminTokenFile).Trim();

    /// <summary>The file that holds that key.</summary>
    public string AdminTokenFile => Path.Combine(_data.Path, "admin.token");

    /// <summary>Everything it has printed so far.</summary>
    public string Output => _output.Text;

    /// <summary>Its memory that is not shared with the page cache, in bytes.</summary>
    public long ResidentBytes => ProcessMemory.AnonymousBytes(Id);

    /// <summary>The worker processes it has now.</summary>
    public IReadOnlyList<ProcessEntry> Workers => ProcessTree.NodesBelow(Id);

    /// <summary>Starts one with a new data folder, which goes with it, and waits until it is ready.</summary>
    /// <param name="settings">Pairs such as <c>("Workers:Warm", "1")</c>, or variables of the runtime, <c>DOTNET_…</c>.</param>
    public static Task<SupervisorProcess> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync([], new DataFolder(), ownsData: true, settings);

    /// <summary>Starts one on a data folder that the caller keeps, so that a later one can take over.</summary>
    public static Task<SupervisorProcess> StartOnAsync(DataFolder data, params (string Key, string Value)[] settings) =>
        StartAsync([], data, ownsData: false, settings);

    /// <summary>Starts one through other programs, which end in it, such as <c>setpriv</c>.</summary>
    public static Task<SupervisorProcess> StartThroughAsync(IEnumerable<string> through, DataFolder data, params (string Key, string Value)[] settings) =>
        StartAsync(through, data, ownsData: false, settings);

    /// <summary>A client with the administrator's token.</summary>
    public SandboxClient Client() => new(Address, AdminToken);

    /// <summary>A client without a token.</summary>
    public SandboxClient AnonymousClient() => new(Address, token: null);

    /// <summary>Asks it to stop, as an init system does.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Asks it to read its settings again, as an init system does.</summary>
    public void Reload() => Signal("HUP");

    /// <summary>Kills it and nothing else, as a crash or the kernel does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for its end and returns its exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        ReleaseWatcher();
        _process.Dispose();
        if (_ownsData)
        {
            _data.Dispose();
        }
    }

    private static async Task<SupervisorProcess> StartAsync(IEnumerable<string> through, DataFolder data, bool ownsData, (string Key, string Value)[] settings)
    {
        var process = Process.Start(SupervisorCommand.For(through, data, settings)) ?? throw new InvalidOperationException("The supervisor did not start.");
        var supervisor = new SupervisorProcess(process, data, ownsData);
        try
        {
            await supervisor.WaitUntilReadyAsync();
            return supervisor;
        }
        catch
        {
            await supervisor.DisposeAsync();
            throw;
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id.ToString(CultureInfo.InvariantCulture)}"]);
        kill.WaitForExit();
    }

    private async Task WaitUntilReadyAsync()
    {
        Address = await Eventually.FindsAsync(
            async () =>
            {
                if (_process.HasExited)
                {
                    // Its last words are in once both pipes are at their end.
                    await _process.WaitForExitAsync();
                    throw new InvalidOperationException($"The supervisor exited with {_process.ExitCode}:\n{Output}");
                }

                return _output.ListeningAddress;
            },
            s_startLimit,
            "the supervisor says where it listens");
        using var client = AnonymousClient();
        await Eventually.HoldsAsync(
            async () => (await client.GetAsync("/health/ready")).Status == 200,
            s_startLimit,
            "the supervisor is ready");
    }

    private void ReleaseWatcher()
    {
        try
        {
            _process.StandardInput.WriteLine("done");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The watcher is gone already, and with it the reason to tell it anything.
        }
    }
}
