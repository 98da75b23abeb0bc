using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>Settings <c>Audit:*</c>: how much of the audit log is kept, and how much a flood of denials may write into it.</summary>
internal sealed class AuditOptions
{
    /// <summary>How long records are kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(365);

    /// <summary>Bytes the log may use on disk; beyond it the oldest records of whoever has the most go.</summary>
    [Range(1024 * 1024, 1L << 40)]
    public long MaxTotalBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Different denials of one caller, address or function that are written down in a second; the others become a number.</summary>
    [Range(1, 1000)]
    public int DenialsPerSecond { get; set; } = 20;

    /// <summary>Different denials of all together that are written down in a second.</summary>
    [Range(16, 100_000)]
    public int TotalDenialsPerSecond { get; set; } = 1000;
}

/// <summary>Checks <see cref="AuditOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class AuditOptionsValidator : IValidateOptions<AuditOptions>;
