using MolnOS.Sandbox.TestSupport;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
// Most of the time is spent waiting: what measures nothing runs beside others of its kind, what does has the machine to itself.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("MolnOS.Sandbox.EndToEnd.Tests.LongestFirst", "MolnOS.Sandbox.EndToEnd.Tests")]

namespace MolnOS.Sandbox.EndToEnd.Tests;

/// <summary>One supervisor for all tests that leave it as they found it.</summary>
public sealed class SharedSupervisor : IAsyncLifetime
{
    /// <summary>The collection of the tests that share it.</summary>
    public const string Collection = "tests on a shared supervisor";

    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;
    private SandboxClient? _anonymous;

    /// <summary>The supervisor.</summary>
    public SupervisorProcess Supervisor => _supervisor!;

    /// <summary>Its administrator.</summary>
    public SandboxClient Client => _client!;

    /// <summary>Somebody without a token.</summary>
    public SandboxClient Anonymous => _anonymous!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // Functions of tests gone by shall not keep hundreds of workers.
        _supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:15"));
        _client = _supervisor.Client();
        _anonymous = _supervisor.AnonymousClient();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _client?.Dispose();
        _anonymous?.Dispose();
        if (_supervisor is not null)
        {
            await _supervisor.DisposeAsync();
        }
    }
}

/// <summary>Names the collection for the runner.</summary>
[CollectionDefinition(SharedSupervisor.Collection)]
public sealed class SharedSupervisorCollection : ICollectionFixture<SharedSupervisor>;
