using System.Text.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Functions;

/// <summary>Turns environments into what is stored and back; only here are secrets sealed and opened.</summary>
internal sealed class EnvironmentCodec(SecretKey key)
{
    /// <summary>What to store.</summary>
    /// <exception cref="ProgramUnreadableException">There is a secret, and no key to encrypt it with.</exception>
    public string Write(string functionId, IReadOnlyList<EnvVariable> variables) =>
        JsonSerializer.Serialize([.. variables.Select(variable => Seal(functionId, variable))], FunctionJson.Default.IReadOnlyListStoredEnv);

    /// <summary>What a worker gets.</summary>
    /// <exception cref="ProgramUnreadableException">A secret cannot be opened.</exception>
    public IReadOnlyDictionary<string, string> Read(string functionId, string stored) =>
        Parse(stored).ToDictionary(variable => variable.Name, variable => Open(functionId, variable), StringComparer.Ordinal);

    /// <summary>What people may see.</summary>
    public static IReadOnlyList<VisibleEnv> ReadVisible(string stored) =>
        [.. Parse(stored).Select(variable => new VisibleEnv(variable.Name, variable.Value))];

    private static IReadOnlyList<StoredEnv> Parse(string stored)
    {
        try
        {
            return JsonSerializer.Deserialize(stored, FunctionJson.Default.IReadOnlyListStoredEnv) ?? [];
        }
        catch (JsonException e)
        {
            throw new StorageException(StorageFailure.Damaged, $"A stored environment is damaged: {e.Message}", e);
        }
    }

    private StoredEnv Seal(string functionId, EnvVariable variable)
    {
        if (!variable.IsSecret)
        {
            return new StoredEnv(variable.Name, variable.Value, Secret: null);
        }

        return key.TrySeal(functionId, variable.Name, variable.Value, out var secret, out var reason)
            ? new StoredEnv(variable.Name, Value: null, secret)
            : throw new ProgramUnreadableException(reason);
    }

    private string Open(string functionId, StoredEnv variable) => variable switch
    {
        { Value: { } value } => value,
        { Secret: { } secret } => key.TryOpen(functionId, variable.Name, secret, out var opened, out var reason)
            ? opened
            : throw new ProgramUnreadableException(reason),
        _ => "",
    };
}
