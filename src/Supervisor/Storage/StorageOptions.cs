using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Storage;

/// <summary>Settings <c>Storage:*</c>: how much buckets may hold.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Longest content of one object.</summary>
    [Range(1, 1L << 44)]
    public long MaxObjectBytes { get; set; } = 5L * 1024 * 1024 * 1024;

    /// <summary>Contents of all objects together; none for as much as the disk has.</summary>
    [Range(1, 1L << 50)]
    public long? MaxBytes { get; set; }

    /// <summary>Objects in all buckets together.</summary>
    [Range(1, 1_000_000_000)]
    public long MaxObjects { get; set; } = 10_000_000;

    /// <summary>What uploads leave free on the disk, so that the rest of the server can go on.</summary>
    [Range(0, 1L << 44)]
    public long MinFreeBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Objects in one page of a list.</summary>
    [Range(1, 10_000)]
    public int MaxListedObjects { get; set; } = 1000;
}

/// <summary>Checks <see cref="StorageOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class StorageOptionsValidator : IValidateOptions<StorageOptions>;
