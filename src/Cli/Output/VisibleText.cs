using System.Text;

namespace MolnOS.Sandbox.Cli.Output;

/// <summary>
/// Text of others made safe for a terminal. What a function logs or a server answers must not move the cursor, change the
/// window's title or pass for output of ours.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with its control characters made visible; ends of lines and tabs stay.</summary>
    public static string Of(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : Rewrite(text, keepsLines: true);

    /// <summary>The same on one line.</summary>
    public static string OnOneLine(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0 ? text : Rewrite(text, keepsLines: false);

    private static string Rewrite(string text, bool keepsLines)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keepsLines && rune.Value is '\n' or '\t')
            {
                safe.Append((char)rune.Value);
            }
            else if (rune.Value < 0x20)
            {
                // The picture of the control character.
                safe.Append((char)(0x2400 + rune.Value));
            }
            else if (rune.Value is 0x7f or (>= 0x80 and < 0xa0) || IsDirection(rune.Value))
            {
                safe.Append('\ufffd');
            }
            else
            {
                safe.Append(rune.ToString());
            }
        }

        return safe.ToString();
    }

    // Marks that turn the direction of what follows can make a line read as another one.
    private static bool IsDirection(int value) => value is (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069) or 0x200e or 0x200f or 0x061c;
}
