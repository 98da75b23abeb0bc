using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Triggers;

/// <summary>How large a request may be, and what its answer tells beside itself.</summary>
internal sealed class HttpOptions
{
    /// <summary>Header lines of a request, unless a setting says otherwise.</summary>
    public const int UsualHeaderCount = 100;

    /// <summary>Bytes of the line that a request begins with, unless a setting says otherwise.</summary>
    public const int UsualRequestLineBytes = 16 * 1024;

    /// <summary>Longest body of a call. The upper end is what fits into one message to a worker as base64.</summary>
    [Range(1, 23 * 1024 * 1024)]
    public int MaxBodyBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>All header lines of a request together.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxHeaderBytes { get; set; } = 32 * 1024;

    /// <summary>Header lines of a request.</summary>
    [Range(16, 1000)]
    public int MaxHeaderCount { get; set; } = UsualHeaderCount;

    /// <summary>Method, target with its query, and version together.</summary>
    [Range(1024, 64 * 1024)]
    public int MaxRequestLineBytes { get; set; } = UsualRequestLineBytes;

    /// <summary>Who is told by <c>Server-Timing</c> how long a call took.</summary>
    [EnumDataType(typeof(ServerTimingFor))]
    public ServerTimingFor ServerTiming { get; set; } = ServerTimingFor.Asking;
}

/// <summary>Checks <see cref="HttpOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class HttpOptionsValidator : IValidateOptions<HttpOptions>;
