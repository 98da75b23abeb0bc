using Microsoft.Net.Http.Headers;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>What a reader of an object is to be given, as its conditions and its range say (RFC 9110, 13.2.2 and 14.2). Pure.</summary>
internal abstract record ReadPlan
{
    private ReadPlan()
    {
    }

    /// <summary>All of it.</summary>
    public sealed record Whole : ReadPlan;

    /// <summary>A part of it.</summary>
    public sealed record Part(long From, long Length) : ReadPlan;

    /// <summary>Nothing: the reader has it already.</summary>
    public sealed record NotModified : ReadPlan;

    /// <summary>Nothing: it is not what the reader wants to see.</summary>
    public sealed record Refused : ReadPlan;

    /// <summary>Nothing: it has no such part.</summary>
    public sealed record Unsatisfiable : ReadPlan;

    /// <summary>Decides.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="tags">The conditions on its tag.</param>
    /// <param name="headers">The reader's headers.</param>
    /// <param name="isHead">Whether only the headers are wanted; a range means nothing then.</param>
    public static ReadPlan Of(StoredObject stored, EntityTags tags, IHeaderDictionary headers, bool isHead)
    {
        // 1. Is it still what the reader expects?
        if (!tags.Matches(stored) || (!tags.HasMatch && TimeOf(headers.IfUnmodifiedSince) < ModifiedAt(stored)))
        {
            return new Refused();
        }

        // 2. Has the reader got it?
        if (!tags.NoneMatches(stored) || (!tags.HasNoneMatch && TimeOf(headers.IfModifiedSince) >= ModifiedAt(stored)))
        {
            return new NotModified();
        }

        // 3. Which part of it?
        return isHead || !AppliesRange(stored, headers.IfRange) ? new Whole() : PartOf(stored.Size, headers.Range);
    }

    /// <summary>When it was written, as exactly as HTTP tells: in whole seconds.</summary>
    public static DateTimeOffset ModifiedAt(StoredObject stored) => new(stored.ModifiedAt.Ticks - (stored.ModifiedAt.Ticks % TimeSpan.TicksPerSecond), stored.ModifiedAt.Offset);

    /// <summary>Several ranges at once are answered whole, as is what is no range of bytes.</summary>
    private static ReadPlan PartOf(long size, string? header)
    {
        if (!RangeHeaderValue.TryParse(header, out var range) || range.Unit != "bytes" || range.Ranges.Count != 1)
        {
            return new Whole();
        }

        var only = range.Ranges.Single();
        var from = only.From ?? Math.Max(0, size - only.To!.Value);
        var to = only.From is null ? size - 1 : Math.Min(only.To ?? long.MaxValue, size - 1);
        return from > to ? new Unsatisfiable() : new Part(from, to - from + 1);
    }

    /// <summary>A part is of use only to who has the rest of the same object.</summary>
    private static bool AppliesRange(StoredObject stored, string? ifRange) =>
        ifRange is null
        || (RangeConditionHeaderValue.TryParse(ifRange, out var condition)
            && (condition.EntityTag?.Compare(EntityTags.TagOf(stored), useStrongComparison: true) ?? condition.LastModified == ModifiedAt(stored)));

    private static DateTimeOffset? TimeOf(string? header) => HeaderUtilities.TryParseDate(header, out var time) ? time : null;
}
