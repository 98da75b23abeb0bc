using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Invocation;

/// <summary>At the start, begins to keep the workers that functions ask for with <c>minWorkers</c>.</summary>
internal sealed class MinimumWorkers(FunctionCatalog catalog, WorkerPool pool) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = catalog.List(cursor: cursor, limit: 1000);
            foreach (var function in page.Functions.Where(function => function.Definition.Limits.MinWorkers > 0))
            {
                pool.Publish(Invoker.AssignmentOf(function), prepared: null);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
