using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Observability;

/// <summary>Settings <c>Logs:*</c>: how much functions and others may log, and how much of it is kept.</summary>
internal sealed class LogOptions
{
    public const string Section = "Logs";

    /// <summary>Bytes the whole log may use on disk.</summary>
    [Range(1024 * 1024, 1L << 40)]
    public long MaxTotalBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Lines kept of one function, or of one service that others post lines of.</summary>
    [Range(100, 10_000_000)]
    public int MaxLinesPerFunction { get; set; } = 10_000;

    /// <summary>How long lines are kept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(14);

    /// <summary>Bytes one function may log in a second; so much may also come at once.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int BytesPerSecond { get; set; } = 256 * 1024;

    /// <summary>Bytes that lines posted over HTTP may use, all services together.</summary>
    [Range(1024 * 1024, 1L << 40)]
    public long MaxPostedBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Bytes of lines posted over HTTP in a second; so much may also come at once.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int PostedBytesPerSecond { get; set; } = 1024 * 1024;

    /// <summary>Lines that may wait to be written, of all together.</summary>
    [Range(16, 1_000_000)]
    public int QueuedLines { get; set; } = 8192;
}

/// <summary>Checks <see cref="LogOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LogOptionsValidator : IValidateOptions<LogOptions>;
