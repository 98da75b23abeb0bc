using System.Text;

namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The keys of an <see cref="ItemRange"/> as bytes: from <paramref name="Low"/> on, before <paramref name="High"/>. Pure.</summary>
internal readonly record struct KeySpan(byte[] Low, byte[] High)
{
    /// <summary>The span of a range.</summary>
    public static KeySpan Of(ItemRange range)
    {
        byte[] low = [];
        // No UTF-8 text begins with this byte, or holds it.
        byte[] high = [0xFF];
        if (range.Prefix is { Length: > 0 } prefix)
        {
            low = Encoding.UTF8.GetBytes(prefix);
            high = [.. low];
            high[^1]++;
        }

        if (range.From is { } from)
        {
            low = Later(low, Encoding.UTF8.GetBytes(from));
        }

        if (range.To is { } to)
        {
            high = Earlier(high, Encoding.UTF8.GetBytes(to));
        }

        if (range.Behind is { } behind)
        {
            var last = Encoding.UTF8.GetBytes(behind);
            (low, high) = range.IsReversed ? (low, Earlier(high, last)) : (Later(low, [.. last, 0]), high);
        }

        return new KeySpan(low, high);
    }

    private static byte[] Later(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other) >= 0 ? one : other;

    private static byte[] Earlier(byte[] one, byte[] other) => one.AsSpan().SequenceCompareTo(other) <= 0 ? one : other;
}
