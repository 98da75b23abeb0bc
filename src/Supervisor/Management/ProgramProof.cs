using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Management;

/// <summary>Loads a candidate's program in a worker of its own, before anything is stored.</summary>
internal delegate Task<ProgramProof> ProveProgram(FunctionCandidate candidate, CancellationToken cancellationToken);

/// <summary>Ends the workers of a function that is no more.</summary>
internal delegate void RetireWorkers(string functionId);

/// <summary>What came of loading a candidate's program.</summary>
internal abstract record ProgramProof
{
    private ProgramProof()
    {
    }

    /// <summary>It loaded.</summary>
    /// <param name="Publish">Lets its worker serve, once the version is stored.</param>
    /// <param name="Discard">Ends its worker, when the version is not stored after all; does nothing once published.</param>
    public sealed record Loaded(Action Publish, Action Discard) : ProgramProof;

    /// <summary>It does not load, by its own doing; the message names the JavaScript error and its line.</summary>
    public sealed record Refused(string Message) : ProgramProof;

    /// <summary>No worker could be had to try.</summary>
    public sealed record Unavailable(string Reason, TimeSpan RetryAfter) : ProgramProof;
}
