using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Definitions and environments as the store keeps them. Every member is written, so that a default may change later.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(FunctionDefinition))]
[JsonSerializable(typeof(IReadOnlyList<StoredEnv>))]
internal sealed partial class FunctionJson : JsonSerializerContext
{
    /// <summary>The function a stored version makes.</summary>
    /// <exception cref="StorageException">The stored definition is none.</exception>
    public static DeployedFunction ReadFunction(StoredVersion stored)
    {
        try
        {
            return new DeployedFunction
            {
                Id = stored.FunctionId,
                Definition = JsonSerializer.Deserialize(stored.DefinitionJson, Default.FunctionDefinition) ?? throw new JsonException("null"),
                Version = stored.Version,
                CreatedAt = stored.FunctionCreatedAt,
                UpdatedAt = stored.CreatedAt,
            };
        }
        catch (JsonException e)
        {
            throw new StorageException(
                StorageFailure.Damaged, $"The stored definition of function {stored.FunctionId}, version {stored.Version}, is damaged: {e.Message}", e);
        }
    }
}

/// <summary>A variable as it is stored: <paramref name="Value"/> in the clear, or <paramref name="Secret"/> encrypted.</summary>
internal sealed record StoredEnv(string Name, string? Value, byte[]? Secret);
