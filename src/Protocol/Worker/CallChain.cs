using System.Buffers;
using System.Globalization;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>
/// The functions through which a call came, the outermost first. It travels with the call and lives nowhere else, so that chains that
/// run beside each other, or meet again, do not count for each other. Immutable.
/// </summary>
public sealed class CallChain
{
    /// <summary>The header in which it travels to this server's own address.</summary>
    public const string HeaderName = "x-molnos-chain";

    /// <summary>Functions at most: one more than any limit allows, so that a chain past the limit can still be told.</summary>
    public const int MostDepth = 65;

    private const int IdLength = 8;

    private static readonly SearchValues<char> s_idCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private readonly string[] _functionIds;

    private CallChain(string[] functionIds) => _functionIds = functionIds;

    /// <summary>No function: the call came from outside.</summary>
    public static CallChain Outside { get; } = new([]);

    /// <summary>How many functions there are between this call and the outside.</summary>
    public int Depth => _functionIds.Length;

    /// <summary>Their ids; a function that was passed twice stands here twice.</summary>
    public IReadOnlyList<string> FunctionIds => _functionIds;

    /// <summary>The chain of a call that this function makes, itself called with the present chain.</summary>
    public CallChain Through(string functionId) => Depth < MostDepth ? new CallChain([.. _functionIds, functionId]) : this;

    /// <summary>Its only text form: <c>0</c>, or depth and ids as in <c>2:aaaaaaaa,bbbbbbbb</c>.</summary>
    public string ToHeader() => Depth == 0
        ? "0"
        : string.Create(CultureInfo.InvariantCulture, $"{Depth}:{string.Join(',', _functionIds)}");

    /// <summary>Reads what <see cref="ToHeader"/> wrote; anything else, however slightly different, is none.</summary>
    public static bool TryParse(string? text, out CallChain chain)
    {
        chain = Outside;
        if (text is null or "0")
        {
            return text is not null;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is < 1 or > 2
            || text[0] == '0'
            || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var depth)
            || depth > MostDepth
            || text.Length != colon + (depth * (IdLength + 1)))
        {
            return false;
        }

        var ids = text[(colon + 1)..].Split(',');
        if (ids.Length != depth || !Array.TrueForAll(ids, IsId))
        {
            return false;
        }

        chain = new CallChain(ids);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => ToHeader();

    private static bool IsId(string text) => text.Length == IdLength && !text.AsSpan().ContainsAnyExcept(s_idCharacters);
}
