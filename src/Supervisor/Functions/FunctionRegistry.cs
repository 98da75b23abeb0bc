using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Functions;

/// <summary>Changes what is deployed: each change is prepared, proven by its caller, then committed to the store and the catalog at once.</summary>
internal sealed class FunctionRegistry
{
    /// <summary>A new function.</summary>
    public PrepareOutcome PrepareDeploy(FunctionInput input) => throw new NotSupportedException();

    /// <summary>A function's next version, with what <paramref name="input"/> speaks of changed.</summary>
    public Task<PrepareOutcome> PrepareUpdateAsync(string id, FunctionInput input, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>A function's next version, equal to an old one.</summary>
    public Task<PrepareOutcome> PrepareRollbackAsync(string id, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Stores a candidate and puts it in force.</summary>
    /// <param name="candidate">What was prepared.</param>
    /// <param name="createdBy">Id of the identity that makes the change.</param>
    /// <param name="cancellationToken">Gives up while nothing has been stored.</param>
    /// <exception cref="StorageException">Nothing was changed.</exception>
    public Task<CommitOutcome> CommitAsync(FunctionCandidate candidate, string createdBy, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Removes a function with all its versions; the function as it was, or null when there is none.</summary>
    /// <exception cref="StorageException">Nothing was changed.</exception>
    public Task<DeployedFunction?> RemoveAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
