using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Schemas;

/// <summary>Settings <c>Schemas:*</c>.</summary>
internal sealed class SchemaOptions
{
    public const string Section = "Schemas";

    /// <summary>Schemas at most.</summary>
    [Range(1, 100_000)]
    public int MaxSchemas { get; set; } = 1000;

    /// <summary>Versions of one schema at most.</summary>
    [Range(1, 1000)]
    public int MaxVersions { get; set; } = 1000;

    /// <summary>Longest schema, as JSON without white space.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxSchemaBytes { get; set; } = 64 * 1024;

    /// <summary>All versions of all schemas together at most.</summary>
    [Range(1024L, 64L * 1024 * 1024 * 1024)]
    public long MaxTotalBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long the validation of one value may take; a schema may take half of it to be compiled.</summary>
    [Range(typeof(TimeSpan), "00:00:00.200", "00:01:00")]
    public TimeSpan ValidationTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Memory of one validator, in MiB.</summary>
    [Range(32, 4096)]
    public int MemoryMb { get; set; } = 128;

    /// <summary>Validators at once; null means one for each processor, and two at least.</summary>
    [Range(1, 64)]
    public int? MaxWorkers { get; set; }

    /// <summary>Path of the validator's program; null means beside this one.</summary>
    public string? ValidatorPath { get; set; }

    /// <summary>Validators at once, as a number.</summary>
    internal int Workers => MaxWorkers ?? Math.Max(2, Environment.ProcessorCount);
}

/// <summary>Checks <see cref="SchemaOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class SchemaOptionsValidator : IValidateOptions<SchemaOptions>;
