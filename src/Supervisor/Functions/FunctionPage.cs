using System.Buffers.Text;
using System.Text;

namespace MolnOS.Sandbox.Functions;

/// <summary>Part of the list of functions.</summary>
/// <param name="Functions">In order of their names.</param>
/// <param name="NextCursor">Where the next page begins; null at the end.</param>
internal sealed record FunctionPage(IReadOnlyList<DeployedFunction> Functions, string? NextCursor)
{
    /// <summary>A cursor is the last name of its page, so that it stays right when functions come and go.</summary>
    public static string WriteCursor(string lastName) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastName));

    /// <summary>The name in a cursor.</summary>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public static string ReadCursor(string cursor)
    {
        var name = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return FunctionNames.IsName(name) ? name : throw new FormatException("No function has such a name.");
    }
}
