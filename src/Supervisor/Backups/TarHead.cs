using System.Buffers.Binary;
using System.Text;

namespace MolnOS.Sandbox.Backups;

/// <summary>
/// The head of a tar archive's entry, read as strictly as can be: a backup has regular files with short names and nothing else. An archive may be hostile,
/// so what others understand of tar (links, long names, sparse files, attributes) is not understood here.
/// </summary>
/// <param name="Name">Name of the entry.</param>
/// <param name="Bytes">Length of its content.</param>
internal readonly record struct TarHead(string Name, long Bytes)
{
    /// <summary>What heads and contents are padded to.</summary>
    public const int BlockBytes = 512;

    private const int SizeAt = 124;
    private const int SumAt = 148;
    private const int SumBytes = 8;
    private const int KindAt = 156;
    private const int MagicAt = 257;

    /// <summary>How much follows the content up to the next head.</summary>
    public int Padding => (int)((BlockBytes - (Bytes % BlockBytes)) % BlockBytes);

    /// <summary>Reads one.</summary>
    /// <exception cref="BackupRefusedException">It is none, or of an entry that no backup has.</exception>
    public static TarHead Parse(ReadOnlySpan<byte> block)
    {
        if (!block[MagicAt..].StartsWith("ustar"u8) || Octal(block.Slice(SumAt, SumBytes)) != SumOf(block))
        {
            throw new BackupRefusedException("It is no backup of this program, or it is damaged: an entry has no head.");
        }

        var name = block[..100];
        var end = name.IndexOf((byte)0);
        var text = Encoding.Latin1.GetString(end < 0 ? name : name[..end]);
        if (block[KindAt] is not ((byte)'0' or 0))
        {
            throw new BackupRefusedException("It has an entry that is no file, as no backup has.");
        }

        return new TarHead(text, SizeOf(block.Slice(SizeAt, 12)));
    }

    /// <summary>In octal digits, or, where those do not suffice, as a number of 8 bytes behind a mark.</summary>
    private static long SizeOf(ReadOnlySpan<byte> field) =>
        field[0] == 0x80 ? BinaryPrimitives.ReadInt64BigEndian(field[4..]) : Octal(field);

    private static long Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.Trim(" \0"u8);
        long value = digits.Length == 0 ? -1 : 0;
        foreach (var digit in digits)
        {
            value = digit is >= (byte)'0' and <= (byte)'7' && value >= 0 ? (value * 8) + (digit - '0') : -1;
        }

        return value;
    }

    /// <summary>The sum of all bytes, those of the sum itself taken for spaces.</summary>
    private static long SumOf(ReadOnlySpan<byte> block)
    {
        long sum = SumBytes * ' ';
        for (var i = 0; i < BlockBytes; i++)
        {
            sum += i is >= SumAt and < SumAt + SumBytes ? 0 : block[i];
        }

        return sum;
    }
}
