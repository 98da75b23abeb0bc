using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads what the catalog leaves out: source texts, environments, the list of versions.</summary>
internal sealed class FunctionPrograms
{
    /// <summary>What a worker loads for this version.</summary>
    /// <exception cref="ProgramUnreadableException">The version is gone, or its secrets cannot be decrypted.</exception>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<FunctionProgram> ReadProgramAsync(string id, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What people may see of a version: its source and its environment without secrets.</summary>
    /// <exception cref="ProgramUnreadableException">The version is gone.</exception>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<FunctionSource> ReadSourceAsync(string id, int version, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>The kept versions, newest first; empty when there is no such function.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>Source text and environment as people may see them.</summary>
internal sealed record FunctionSource(string Code, IReadOnlyList<VisibleEnv> Env);

/// <summary>A variable as people may see it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value; null for a secret.</param>
internal sealed record VisibleEnv(string Name, string? Value);

/// <summary>A version's program cannot be made from what is stored; the message says why and what to do.</summary>
internal sealed class ProgramUnreadableException : Exception
{
    public ProgramUnreadableException(string message)
        : base(message)
    {
    }
}
