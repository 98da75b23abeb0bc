using System.Text;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

/// <summary>Random valid text, rich in what JSON must escape.</summary>
internal static class Texts
{
    private static readonly string[] Pieces = ["\"", "\\", "\n", "\r", "\t", "\b", "\0", "\u001f", "\u007f", "é", "€", "😀", "\u2028", "\ufeff", "plain text", "/"];

    public static string Random(Random random, int pieces)
    {
        var text = new StringBuilder();
        for (var count = random.Next(pieces); count > 0; count--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }
}
