using MolnOS.Sandbox.TestSupport;

[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MolnOS.Sandbox.Cli.Tests;

/// <summary>One real server for all tests that speak to one.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    /// <summary>The collection of the tests that share it.</summary>
    public const string Collection = "tests on a shared server";

    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    /// <summary>The server.</summary>
    public SupervisorProcess Supervisor => _supervisor!;

    /// <summary>Its administrator.</summary>
    public SandboxClient Client => _client!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:15"));
        _client = _supervisor.Client();
    }

    /// <summary>A shell of somebody who has the administrator's token.</summary>
    internal UserShell Shell()
    {
        var shell = new UserShell();
        shell.PointAt(Supervisor.Address, Supervisor.AdminToken);
        return shell;
    }

    /// <summary>Deletes every function.</summary>
    public async Task ClearAsync()
    {
        var list = await Client.GetAsync("/functions/list");
        foreach (var function in list.Json["functions"]!.AsArray())
        {
            await Client.DeleteAsync($"/functions/{function!["id"]}");
        }
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_supervisor is not null)
        {
            await _supervisor.DisposeAsync();
        }
    }
}

/// <summary>Names the collection for the runner.</summary>
[CollectionDefinition(SharedServer.Collection)]
public sealed class SharedServerCollection : ICollectionFixture<SharedServer>;
