using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Functions;

/// <summary>Fills the catalog before anything of the server starts, so that the first call already finds every function.</summary>
internal sealed partial class FunctionCatalogLoad(FunctionCatalog catalog, IFunctionStore store, ILogger<FunctionCatalogLoad> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var stored = await store.LoadCurrentAsync(cancellationToken);
        catalog.Load(stored.Select(FunctionJson.ReadFunction));
        Loaded(logger, catalog.Count);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 300, Level = LogLevel.Information, Message = "The catalog has {Count} functions.")]
    private static partial void Loaded(ILogger logger, int count);
}
