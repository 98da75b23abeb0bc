using System.Collections.Concurrent;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>Makes a blank worker serve one version of one function.</summary>
internal sealed class WorkerLoader(BlankWorkers blanks, ProgramReader readProgram, WorkerParts parts)
{
    /// <summary>Code smaller than this compiles faster than its cache is read.</summary>
    private const int CachedFromChars = 64 * 1024;

    private readonly CodeCaches _caches = new();
    private readonly ConcurrentDictionary<Worker, bool> _wantsCache = new();

    /// <summary>Starts a worker for an assignment of the catalog: the worker, or why there is none. Never throws.</summary>
    public async Task<(Worker? Worker, Lease? Refusal)> StartAsync(Assignment assignment)
    {
        try
        {
            var program = await readProgram(assignment, CancellationToken.None).ConfigureAwait(false);
            if (program is null)
            {
                return (null, new Lease(LeaseKind.Stale));
            }

            var verdict = await LoadAsync(assignment, program, CancellationToken.None).ConfigureAwait(false);
            return verdict switch
            {
                LoadVerdict.Loaded loaded => (loaded.Worker.Take(), null),
                LoadVerdict.Refused refused => (null, Refuse(assignment, refused.Failure)),
                LoadVerdict.Unavailable none => (null, new Lease(LeaseKind.Unavailable, RetryAfter: none.RetryAfter, Reason: none.Reason)),
            };
        }
        catch (Exception error)
        {
            // Reading the program failed (a full disk, a lost key): this start fails, the next may not.
            return (null, new Lease(LeaseKind.Unavailable, RetryAfter: TimeSpan.FromSeconds(1), Reason: error.Message));
        }
    }

    /// <summary>Loads a program in a blank worker, within the load limit.</summary>
    public async Task<LoadVerdict> LoadAsync(Assignment assignment, AssignedProgram program, CancellationToken cancellationToken)
    {
        Worker worker;
        try
        {
            worker = await blanks.TakeAsync(assignment.Limits, cancellationToken).ConfigureAwait(false);
        }
        catch (WorkerStartException error)
        {
            return new LoadVerdict.Unavailable(error.Message, TimeSpan.FromSeconds(1));
        }

        var cache = _caches.Find(assignment.FunctionId, assignment.Version);
        using var limit = new CancellationTokenSource(parts.Options.LoadTimeout, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var reply = await LoadInAsync(worker, assignment, program, cache, either.Token).ConfigureAwait(false);
        if (reply is LoadReply.Loaded loaded)
        {
            OnLoaded(worker, assignment, program, cache is not null, loaded.CacheRejected);
            return new LoadVerdict.Loaded(new PreparedWorker(worker));
        }

        if (reply is not LoadReply.Closed)
        {
            // One that ended by itself keeps its own reason.
            worker.Kill(reply is null ? DeathReason.Deadline : DeathReason.Retired);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new LoadVerdict.Refused(await FailureAsync(worker, reply).ConfigureAwait(false));
    }

    /// <summary>Fetches the code cache of a worker that has served, when its version has none yet. Errors are of no consequence.</summary>
    public async Task KeepCodeCacheAsync(Worker worker)
    {
        if (worker.Assignment is not { } assignment || !_wantsCache.TryRemove(worker, out _))
        {
            return;
        }

        using var limit = new CancellationTokenSource(parts.Options.LoadTimeout, parts.Time);
        if (await worker.ReadCodeCacheAsync(limit.Token).ConfigureAwait(false) is { Length: > 0 } bytes)
        {
            _caches.Keep(assignment.FunctionId, assignment.Version, bytes);
        }
    }

    private static async Task<LoadReply?> LoadInAsync(
        Worker worker, Assignment assignment, AssignedProgram program, ReadOnlyMemory<byte>? cache, CancellationToken cancellationToken)
    {
        try
        {
            return await worker.LoadAsync(assignment, program, cache, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private void OnLoaded(Worker worker, Assignment assignment, AssignedProgram program, bool hadCache, bool wasRejected)
    {
        if (wasRejected)
        {
            _caches.Forget(assignment.FunctionId, assignment.Version);
        }

        if (program.Source.Length >= CachedFromChars && (!hadCache || wasRejected))
        {
            _wantsCache[worker] = true;
            _ = worker.Death.ContinueWith(_ => _wantsCache.TryRemove(worker, out bool _), TaskScheduler.Default);
        }
    }

    private async Task<LoadFailure> FailureAsync(Worker worker, LoadReply? reply)
    {
        if (reply is LoadReply.Failed failed)
        {
            return failed.Failure;
        }

        if (reply is LoadReply.TooLarge)
        {
            return new LoadFailure("RangeError", "The code does not fit into a message to a worker.", null, null, null);
        }

        if (reply is null)
        {
            return new LoadFailure("TimeoutError", $"The code did not finish loading within {parts.Options.LoadTimeout.TotalMilliseconds:0} ms.", null, null, null);
        }

        var death = await worker.Death.ConfigureAwait(false);
        return new LoadFailure("WorkerError", $"The worker ended while the code was loading: {death.Description}.", null, null, null);
    }

    private Lease Refuse(Assignment assignment, LoadFailure failure)
    {
        parts.Log(new WorkerLogLine(assignment.FunctionId, "error", failure.Stack ?? $"{failure.Name}: {failure.Message}"));
        return new Lease(LeaseKind.LoadFailed, Reason: $"{failure.Name}: {failure.Message}");
    }
}
