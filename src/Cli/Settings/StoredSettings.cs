using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Cli.Settings;

/// <summary>What the settings file holds.</summary>
internal sealed record StoredSettings(string? Url = null, string? Token = null);

/// <summary>Generated JSON of <see cref="StoredSettings"/>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(StoredSettings))]
internal sealed partial class SettingsJson : JsonSerializerContext;
