using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>A place in the log as callers carry it from page to page.</summary>
internal static class AuditCursor
{
    private const int Length = 2 * sizeof(long);

    /// <summary>The written form of a place.</summary>
    public static string Write(AuditPlace place)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place.Ticks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[sizeof(long)..], place.Id);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The place of a written form; false when it is none.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out AuditPlace? place)
    {
        Span<byte> bytes = stackalloc byte[Length];
        place = text.Length < 2 * Length && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length) && length == Length
            ? new AuditPlace(BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[sizeof(long)..]))
            : null;
        return place is not null;
    }
}
