using System.Buffers;
using System.Globalization;
using System.Text;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Brings text into the form that a path or a query has in a request, as browsers do.</summary>
internal static class UrlText
{
    /// <summary>What stands for itself; a percent sign does, so that what is encoded stays so.</summary>
    private static readonly SearchValues<char> s_plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%!$&'()*+,-./:;=?@_~[]|");

    /// <summary>The text with everything else as percent and two digits for each byte of its UTF-8.</summary>
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(s_plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsBmp && s_plain.Contains((char)rune.Value))
            {
                encoded.Append((char)rune.Value);
                continue;
            }

            foreach (var one in bytes[..rune.EncodeToUtf8(bytes)])
            {
                encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
            }
        }

        return encoded.ToString();
    }
}
