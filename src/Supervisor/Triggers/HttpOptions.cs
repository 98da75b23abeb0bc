using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Triggers;

/// <summary>How large a request may be.</summary>
internal sealed class HttpOptions
{
    /// <summary>Header lines of a request.</summary>
    public const int MaxHeaderCount = 100;

    /// <summary>Method, target with its query, and version together.</summary>
    public const int MaxRequestLineBytes = 16 * 1024;

    /// <summary>Longest body of a call. The upper end is what fits into one message to a worker as base64.</summary>
    [Range(1, 23 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>All header lines of a request together.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;
}

/// <summary>Checks <see cref="HttpOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;
