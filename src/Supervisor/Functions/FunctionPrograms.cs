using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads what the catalog leaves out: source texts, environments, the list of versions.</summary>
internal sealed class FunctionPrograms(IFunctionStore store, EnvironmentCodec environments, IOptions<FunctionOptions> options)
{
    private readonly CodeCache _cache = new(options.Value.CodeCacheBytes);

    /// <summary>What a worker loads for this version.</summary>
    /// <exception cref="ProgramUnreadableException">The version is gone, or its secrets cannot be decrypted.</exception>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task<FunctionProgram> ReadProgramAsync(string id, int version, CancellationToken cancellationToken)
    {
        var (stored, code) = await ReadAsync(id, version, cancellationToken);
        return new FunctionProgram(code, environments.Read(id, stored.EnvJson));
    }

    /// <summary>What people may see of a version: its source and its environment without secrets.</summary>
    /// <exception cref="ProgramUnreadableException">The version is gone.</exception>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task<FunctionSource> ReadSourceAsync(string id, int version, CancellationToken cancellationToken)
    {
        var (stored, code) = await ReadAsync(id, version, cancellationToken);
        return new FunctionSource(code, EnvironmentCodec.ReadVisible(stored.EnvJson));
    }

    /// <summary>The function as one of its versions had it, as people may see it; null when that version is not kept.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task<(DeployedFunction Function, FunctionSource Source)?> ReadVersionAsync(string id, int version, CancellationToken cancellationToken)
    {
        try
        {
            var (stored, code) = await ReadAsync(id, version, cancellationToken);
            return (FunctionJson.ReadFunction(stored), new FunctionSource(code, EnvironmentCodec.ReadVisible(stored.EnvJson)));
        }
        catch (ProgramUnreadableException)
        {
            return null;
        }
    }

    /// <summary>The kept versions, newest first; empty when there is no such function.</summary>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(string id, CancellationToken cancellationToken) =>
        store.ListVersionsAsync(id, cancellationToken);

    /// <summary>A version as it is stored, with its source text.</summary>
    /// <exception cref="ProgramUnreadableException">The version is gone.</exception>
    /// <exception cref="StorageException">The store cannot be read.</exception>
    public async Task<(StoredVersion Version, string Code)> ReadAsync(string id, int version, CancellationToken cancellationToken)
    {
        var stored = await store.ReadVersionAsync(id, version, cancellationToken) ?? throw Gone(id, version);
        if (_cache.TryGet(stored.CodeHash, out var cached))
        {
            return (stored, cached);
        }

        // The version may go between the two reads.
        var code = await store.ReadCodeAsync(stored.CodeHash, cancellationToken) ?? throw Gone(id, version);
        _cache.Add(stored.CodeHash, code);
        return (stored, code);
    }

    /// <summary>The hash of a source text, which is kept at hand: workers are about to load it.</summary>
    public string Keep(string code)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
        _cache.Add(hash, code);
        return hash;
    }

    /// <summary>An environment as it is stored.</summary>
    /// <exception cref="ProgramUnreadableException">There is a secret, and no key to encrypt it with.</exception>
    public string WriteEnv(string id, IReadOnlyList<EnvVariable> variables) => environments.Write(id, variables);

    /// <summary>An environment as a worker gets it.</summary>
    /// <exception cref="ProgramUnreadableException">A secret cannot be decrypted.</exception>
    public IReadOnlyDictionary<string, string> ReadEnv(string id, string envJson) => environments.Read(id, envJson);

    private static ProgramUnreadableException Gone(string id, int version) => new($"Version {version} of function {id} is not kept any more.");
}

/// <summary>Source text and environment as people may see them.</summary>
internal sealed record FunctionSource(string Code, IReadOnlyList<VisibleEnv> Env);

/// <summary>A variable as people may see it.</summary>
/// <param name="Name">Name.</param>
/// <param name="Value">Value; null for a secret.</param>
internal sealed record VisibleEnv(string Name, string? Value);

/// <summary>A version's program cannot be made from what is stored; the message says why and what to do, and may be shown to who may read the function.</summary>
internal sealed class ProgramUnreadableException : Exception
{
    public ProgramUnreadableException(string message)
        : base(message)
    {
    }
}
