using System.Globalization;
using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Names one event, the same at each try: its number in the store, and bits that no event of another store shares.</summary>
/// <param name="Number">Its number; later events have greater ones.</param>
/// <param name="Salt">Random bits.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StoredEventId(long Number, long Salt)
{
    private const int Half = 16;

    /// <summary>Characters of the written form.</summary>
    public const int Length = 2 * Half;

    /// <summary>Reads the written form; false for anything else.</summary>
    public static bool TryParse(string text, out StoredEventId id)
    {
        id = default;
        if (text.Length != Length || text.AsSpan().ContainsAnyExceptInRange('0', 'f') || text.AsSpan().ContainsAnyInRange(':', '`'))
        {
            return false;
        }

        id = new StoredEventId(
            long.Parse(text.AsSpan(0, Half), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            long.Parse(text.AsSpan(Half), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number:x16}{Salt:x16}");
}
