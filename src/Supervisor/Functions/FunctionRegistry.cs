using System.Text.Json;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Changes what is deployed: each change is prepared, proven by its caller, then committed to the store and the catalog at once.</summary>
internal sealed class FunctionRegistry(
    FunctionCatalog catalog, IFunctionStore store, FunctionPrograms programs, TimeProvider time, IOptions<FunctionOptions> options) : IDisposable
{
    /// <summary>One change at a time, so that none is lost between the store and the catalog.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>A new function; its input has a name and code.</summary>
    public PrepareOutcome PrepareDeploy(FunctionInput input)
    {
        var id = input.Id ?? NewId();
        if (catalog.TryGet(id, out _))
        {
            return new PrepareOutcome.Taken($"A function with the id {id} exists already.");
        }

        var now = time.GetUtcNow();
        var blank = new DeployedFunction
        {
            Id = id,
            Definition = new FunctionDefinition { Name = input.Name! },
            Version = 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return Guarded(() => Change(blank, replaces: null, input, input.Code!, programs.WriteEnv(id, input.Env ?? [])));
    }

    /// <summary>A function's next version, with what <paramref name="input"/> speaks of changed.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<PrepareOutcome> PrepareUpdateAsync(string id, FunctionInput input, CancellationToken cancellationToken) =>
        FromStoredAsync(id, version: null, (current, stored, code) =>
            Change(current, current, input, input.Code ?? code, input.Env is null ? stored.EnvJson : programs.WriteEnv(id, input.Env)), cancellationToken);

    /// <summary>A function's next version, equal to an old one.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<PrepareOutcome> PrepareRollbackAsync(string id, int version, CancellationToken cancellationToken) =>
        FromStoredAsync(id, version, (current, stored, code) =>
            Candidate(current, current, FunctionJson.ReadFunction(stored).Definition, code, stored.EnvJson), cancellationToken);

    /// <summary>Stores a candidate and puts it in force.</summary>
    /// <param name="candidate">What was prepared.</param>
    /// <param name="createdBy">Id of the identity that makes the change.</param>
    /// <param name="cancellationToken">Gives up while nothing has been stored.</param>
    /// <exception cref="StorageException">Nothing was changed.</exception>
    public async Task<CommitOutcome> CommitAsync(FunctionCandidate candidate, string createdBy, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var function = candidate.Function;
            catalog.TryGet(function.Id, out var inForce);
            if (!ReferenceEquals(inForce, candidate.Replaces))
            {
                return new CommitOutcome.Conflict($"The function {function.Id} was changed or removed by somebody else meanwhile.");
            }

            // Not cancelled any more: a caller who leaves must not part the catalog from the store.
            var isStored = WhatIsTaken(function) is null
                && await store.AddVersionAsync(ToStored(candidate, createdBy), candidate.Program.Code, options.Value.VersionsKept, CancellationToken.None);
            if (!isStored)
            {
                return new CommitOutcome.Conflict($"A function with the name {function.Definition.Name} was deployed by somebody else meanwhile.");
            }

            catalog.Put(function);
            return new CommitOutcome.Done(function);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Removes a function with all its versions; the function as it was, or null when there is none.</summary>
    /// <exception cref="StorageException">Nothing was changed.</exception>
    public async Task<DeployedFunction?> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (!catalog.TryGet(id, out var function))
            {
                return null;
            }

            await store.RemoveAsync(id, CancellationToken.None);
            catalog.Remove(function);
            return function;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>No more changes.</summary>
    public void Dispose() => _turn.Dispose();

    private static PrepareOutcome Guarded(Func<PrepareOutcome> prepare)
    {
        try
        {
            return prepare();
        }
        catch (ProgramUnreadableException e)
        {
            return new PrepareOutcome.Unreadable(e.Message);
        }
    }

    private async Task<PrepareOutcome> FromStoredAsync(
        string id, int? version, Func<DeployedFunction, StoredVersion, string, PrepareOutcome> prepare, CancellationToken cancellationToken)
    {
        if (!catalog.TryGet(id, out var current))
        {
            return new PrepareOutcome.NotFound($"There is no function {id}.");
        }

        try
        {
            var (stored, code) = await programs.ReadAsync(id, version ?? current.Version, cancellationToken);
            return Guarded(() => prepare(current, stored, code));
        }
        catch (ProgramUnreadableException) when (version is null && (!catalog.TryGet(id, out var now) || now.Version != current.Version))
        {
            // The version in force was replaced or removed while it was read.
            return await FromStoredAsync(id, version, prepare, cancellationToken);
        }
        catch (ProgramUnreadableException e)
        {
            return new PrepareOutcome.NotFound(e.Message);
        }
    }

    private PrepareOutcome Change(DeployedFunction before, DeployedFunction? replaces, FunctionInput input, string code, string envJson) =>
        DefinitionChange.TryApply(before.Definition, input, out var definition, out var error)
            ? Candidate(before, replaces, definition, code, envJson)
            : new PrepareOutcome.Invalid(error);

    private PrepareOutcome Candidate(DeployedFunction before, DeployedFunction? replaces, FunctionDefinition definition, string code, string envJson)
    {
        // A new function was made and changed at one moment.
        var updatedAt = replaces is null ? before.CreatedAt : time.GetUtcNow();
        var function = before with { Definition = definition, Version = before.Version + 1, UpdatedAt = updatedAt };
        return WhatIsTaken(function) is { } taken
            ? new PrepareOutcome.Taken(taken)
            : new PrepareOutcome.Ready(new FunctionCandidate
            {
                Function = function,
                Program = new FunctionProgram(code, programs.ReadEnv(function.Id, envJson)),
                Replaces = replaces,
                EnvJson = envJson,
            });
    }

    private StoredVersion ToStored(FunctionCandidate candidate, string createdBy) => new()
    {
        FunctionId = candidate.Function.Id,
        Name = candidate.Function.Definition.Name,
        Version = candidate.Function.Version,
        DefinitionJson = JsonSerializer.Serialize(candidate.Function.Definition, FunctionJson.Default.FunctionDefinition),
        EnvJson = candidate.EnvJson,
        CodeHash = programs.Keep(candidate.Program.Code),
        FunctionCreatedAt = candidate.Function.CreatedAt,
        CreatedAt = candidate.Function.UpdatedAt,
        CreatedBy = createdBy,
    };

    /// <summary>
    /// Null when name and id mean no other function. They are one set: what takes a function by its id takes its name too, and nobody
    /// shall draw calls to themselves by an id that is another's name.
    /// </summary>
    private string? WhatIsTaken(DeployedFunction function)
    {
        var (id, name) = (function.Id, function.Definition.Name);
        return catalog.TryGetByName(name, out var other) && !IsIt(other) ? $"A function with the name {name} exists already."
            : catalog.TryGet(name, out other) && !IsIt(other) ? $"The name {name} is the id of another function. Choose another name."
            : catalog.TryGetByName(id, out other) && !IsIt(other) ? $"The id {id} is the name of another function. Choose another id."
            : null;

        bool IsIt(DeployedFunction one) => string.Equals(one.Id, id, StringComparison.Ordinal);
    }

    private string NewId()
    {
        var id = FunctionNames.NewId();
        return catalog.TryFind(id, out _) ? NewId() : id;
    }
}
