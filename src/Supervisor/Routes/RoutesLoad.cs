using System.Collections.Immutable;
using System.Text;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Routes;

/// <summary>Puts the stored routes in force before the server listens. One that can no longer be served is left out, and the log says so.</summary>
internal sealed partial class RoutesLoad(RouteConfigs configs, IRouteStore store, RouteInput input, RouteCheck check, ILogger<RoutesLoad> logger) : IHostedLifecycleService
{
    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var routes = ImmutableSortedDictionary.CreateBuilder<string, ServedRoute>(StringComparer.Ordinal);
        foreach (var stored in await store.ListAsync(cancellationToken))
        {
            try
            {
                var definition = input.Read(stored.Name, Encoding.UTF8.GetBytes(stored.Definition));
                if (await check.FaultOfAsync(definition) is { } fault)
                {
                    throw new RefusedException(fault);
                }

                routes.Add(stored.Name, new ServedRoute(definition, stored.CreatedAt, stored.UpdatedAt));
            }
            catch (RefusedException exception)
            {
                LeftOut(logger, stored.Name, exception.Message);
            }
        }

        if (routes.Count > 0)
        {
            await configs.PublishAsync(new RouteTable(routes.ToImmutable()));
        }
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

    [LoggerMessage(EventId = 120, Level = LogLevel.Error, Message = "The stored route {Name} is left out: {Reason}")]
    private static partial void LeftOut(ILogger logger, string name, string reason);
}
