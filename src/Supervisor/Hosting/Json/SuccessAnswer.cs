using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Hosting.Json;

/// <summary>What every good answer of the management API begins with.</summary>
internal abstract record SuccessAnswer
{
    [JsonPropertyOrder(-1)]
    public bool Success { get; } = true;
}

/// <summary>Something was done that leaves nothing to show.</summary>
internal sealed record DoneAnswer(string Message) : SuccessAnswer;
