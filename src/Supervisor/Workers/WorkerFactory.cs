using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>Starts blank workers, as many at once as there are processors: more would only make each of them slower.</summary>
internal sealed class WorkerFactory(WorkerLauncher launcher, WorkerParts parts) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(Environment.ProcessorCount);

    /// <summary>Starts a worker and waits until it is ready.</summary>
    /// <exception cref="WorkerStartException">It did not come up; the message says why.</exception>
    public async Task<Worker> StartAsync(WorkerNeeds needs, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await StartInSlotAsync(needs, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose() => _slots.Dispose();

    private async Task<Worker> StartInSlotAsync(WorkerNeeds needs, CancellationToken cancellationToken)
    {
        var worker = await SpawnAsync(needs).ConfigureAwait(false);
        worker.Start();
        try
        {
            var first = await Task.WhenAny(worker.Ready, worker.Death)
                .WaitAsync(parts.Options.StartTimeout, parts.Time, cancellationToken).ConfigureAwait(false);
            if (first == worker.Ready)
            {
                return worker;
            }

            var death = await worker.Death.ConfigureAwait(false);
            throw new WorkerStartException($"A worker ended before it was ready: {death.Description}. {string.Join(" | ", death.LastLines)}");
        }
        catch (TimeoutException error)
        {
            worker.Kill(DeathReason.Retired);
            throw new WorkerStartException($"A worker was not ready within {parts.Options.StartTimeout.TotalSeconds:0} s.", error);
        }
        catch (OperationCanceledException)
        {
            worker.Kill(DeathReason.Retired);
            throw;
        }
    }

    private async Task<Worker> SpawnAsync(WorkerNeeds needs)
    {
        StartMarks? marks = null;
        try
        {
            marks = new StartMarks();
            return new Worker(await launcher.LaunchAsync(needs, marks.Path).ConfigureAwait(false), marks, parts);
        }
        catch (IOException error)
        {
            marks?.Dispose();
            throw new WorkerStartException($"A worker process could not be started: {error.Message}", error);
        }
    }
}

/// <summary>A worker did not come up.</summary>
internal sealed class WorkerStartException : Exception
{
    public WorkerStartException(string message)
        : base(message)
    {
    }

    public WorkerStartException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
