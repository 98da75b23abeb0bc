using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Functions;

/// <summary>A version that is ready but for its proof: it must load in a worker before it is committed.</summary>
internal sealed record FunctionCandidate
{
    /// <summary>The function as it will serve.</summary>
    public required DeployedFunction Function { get; init; }

    /// <summary>What a worker loads.</summary>
    public required FunctionProgram Program { get; init; }

    /// <summary>The version it replaces; null for a new function.</summary>
    public required DeployedFunction? Replaces { get; init; }

    /// <summary>The environment as it will be stored.</summary>
    public required string EnvJson { get; init; }
}

/// <summary>What came of preparing a change.</summary>
internal abstract record PrepareOutcome
{
    private PrepareOutcome()
    {
    }

    /// <summary>The candidate is to be loaded, then committed.</summary>
    public sealed record Ready(FunctionCandidate Candidate) : PrepareOutcome;

    /// <summary>The change makes no valid function (400).</summary>
    public sealed record Invalid(InputError Error) : PrepareOutcome;

    /// <summary>The name or the id is another function's (409).</summary>
    public sealed record Taken(string Message) : PrepareOutcome;

    /// <summary>No such function, or no such version of it (404).</summary>
    public sealed record NotFound(string Message) : PrepareOutcome;

    /// <summary>What is stored of the function cannot be used, say since the key of its secrets is gone (500).</summary>
    public sealed record Unreadable(string Message) : PrepareOutcome;
}

/// <summary>What came of committing a candidate.</summary>
internal abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    /// <summary>It is stored, and the catalog serves it.</summary>
    public sealed record Done(DeployedFunction Function) : CommitOutcome;

    /// <summary>The function was changed or removed, or the name or id taken, since it was prepared: prepare again (or 409).</summary>
    public sealed record Conflict(string Message) : CommitOutcome;
}
