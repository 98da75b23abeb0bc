using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting.Compression;

/// <summary>Whether answers are compressed for callers who accept that.</summary>
internal sealed class CompressionOptions
{
    /// <summary>
    /// Off unless somebody asks for it: it costs processor time on every answer, a proxy in front can do it as well, and an answer that holds both a secret
    /// and what an attacker sent tells that secret by its length (BREACH).
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>Shorter answers are left as they are.</summary>
    [Range(256, 1024 * 1024)]
    public int MinBytes { get; set; } = 1024;
}

/// <summary>Checks <see cref="CompressionOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class CompressionOptionsValidator : IValidateOptions<CompressionOptions>;
