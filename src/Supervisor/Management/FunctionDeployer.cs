using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Management;

/// <summary>Prepares a change of a function; called again when somebody else's change came between.</summary>
internal delegate Task<PrepareOutcome> PrepareChange(CancellationToken cancellationToken);

/// <summary>Changes functions: a change is prepared, loaded in a worker, stored, then served. Whatever fails leaves the old version serving.</summary>
internal sealed class FunctionDeployer(FunctionRegistry registry, ProveProgram prove, RetireWorkers retire) : IDisposable
{
    private const int MaxTries = 3;

    /// <summary>Storing and serving are one step, so that no version serves after a later one, nor after the function's removal.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Makes one change.</summary>
    /// <exception cref="RefusedException">It cannot be made; nothing has changed.</exception>
    public async Task<DeployedFunction> ApplyAsync(PrepareChange prepare, Caller caller, CancellationToken cancellationToken)
    {
        string? conflict = null;
        for (var attempt = 0; attempt < MaxTries; attempt++)
        {
            // 1. What would it be, and may the caller make it?
            var candidate = CandidateOf(await prepare(cancellationToken));
            BindingPermissions.Demand(caller, candidate);

            // 2. Does its code load?
            var loaded = LoadedOrRefuse(await prove(candidate, cancellationToken));

            // 3. Store it and let it serve.
            var outcome = await CommitAsync(candidate, loaded, caller.Identity.Id, cancellationToken);
            if (outcome is CommitOutcome.Done done)
            {
                return done.Function;
            }

            conflict = (outcome as CommitOutcome.Conflict)?.Message;
        }

        throw new RefusedException(StatusCodes.Status409Conflict, conflict ?? "Somebody else changes this function.");
    }

    /// <summary>Removes a function; null when there is none. Calls in flight end as they would.</summary>
    public async Task<DeployedFunction?> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var removed = await registry.RemoveAsync(id, cancellationToken);
            if (removed is not null)
            {
                retire(id);
            }

            return removed;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<CommitOutcome> CommitAsync(
        FunctionCandidate candidate, ProgramProof.Loaded loaded, string createdBy, CancellationToken cancellationToken)
    {
        try
        {
            await _turn.WaitAsync(cancellationToken);
            try
            {
                var outcome = await registry.CommitAsync(candidate, createdBy, cancellationToken);
                if (outcome is CommitOutcome.Done)
                {
                    loaded.Publish();
                }

                return outcome;
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            loaded.Discard();
        }
    }

    private static FunctionCandidate CandidateOf(PrepareOutcome outcome) => outcome switch
    {
        PrepareOutcome.Ready ready => ready.Candidate,
        PrepareOutcome.Invalid invalid => throw new RefusedException(StatusCodes.Status400BadRequest, invalid.Error.Message),
        PrepareOutcome.Taken taken => throw new RefusedException(StatusCodes.Status409Conflict, taken.Message),
        PrepareOutcome.NotFound missing => throw new RefusedException(StatusCodes.Status404NotFound, missing.Message),
        PrepareOutcome.Unreadable unreadable => throw new RefusedException(StatusCodes.Status500InternalServerError, unreadable.Message),
    };

    private static ProgramProof.Loaded LoadedOrRefuse(ProgramProof proof) => proof switch
    {
        ProgramProof.Loaded loaded => loaded,
        ProgramProof.Refused refused => throw new RefusedException(StatusCodes.Status400BadRequest, refused.Message),
        ProgramProof.Unavailable none => throw new RefusedException(StatusCodes.Status503ServiceUnavailable, none.Reason, none.RetryAfter),
    };
}
