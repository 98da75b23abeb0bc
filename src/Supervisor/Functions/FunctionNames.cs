using System.Buffers;
using System.Security.Cryptography;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Functions;

/// <summary>The rules for names and ids of functions.</summary>
internal static class FunctionNames
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int IdLength = 8;
    private const int LongestName = 128;

    private static readonly SearchValues<char> _idCharacters = SearchValues.Create(Letters + "_-");
    private static readonly SearchValues<char> _nameCharacters = SearchValues.Create(Letters + "._-");

    /// <summary>Whether this can be a function's id.</summary>
    public static bool IsId(string text) => text.Length == IdLength && !text.AsSpan().ContainsAnyExcept(_idCharacters);

    /// <summary>Whether this can be a function's name.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(_nameCharacters);

    /// <summary>A new id from the system's random source; letters and digits only, so that it is a fine argument of a command too.</summary>
    public static string NewId() => RandomNumberGenerator.GetString(Letters, IdLength);

    /// <summary>Reads an id.</summary>
    public static string ReadId(InputReader reader, InputField field)
    {
        var id = reader.Text(field, int.MaxValue);
        if (!IsId(id))
        {
            reader.Refuse(field.Path, "must be 8 characters of A-Z, a-z, 0-9, _ and -");
        }

        return id;
    }

    /// <summary>Reads a name.</summary>
    public static string ReadName(InputReader reader, InputField field)
    {
        var name = reader.Text(field, int.MaxValue);
        if (!IsName(name))
        {
            reader.Refuse(field.Path, "must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -");
        }

        return name;
    }
}
