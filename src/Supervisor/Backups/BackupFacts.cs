using System.Text.Json;
using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Backups;

/// <summary>What a backup says of itself: its first entry, <c>backup.json</c>.</summary>
internal sealed record BackupFacts
{
    /// <summary>What the form of backups is called.</summary>
    public const string FormatName = "molnos-backup";

    /// <summary>The form that this program writes, and the newest that it reads.</summary>
    public const int NewestFormat = 1;

    public required string Format { get; init; }

    public required int FormatVersion { get; init; }

    /// <summary>Version of the program that made it.</summary>
    public required string Program { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the key is in it that opens the secrets of functions.</summary>
    public required bool HasSecretsKey { get; init; }

    /// <summary>How many migrations led to the schema of each database.</summary>
    public required IReadOnlyDictionary<string, long> Schemas { get; init; }
}

/// <summary>Generated JSON of <see cref="BackupFacts"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(BackupFacts))]
internal sealed partial class BackupJson : JsonSerializerContext;
