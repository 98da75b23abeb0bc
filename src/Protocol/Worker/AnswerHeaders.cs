using System.Buffers;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>
/// Reads the headers of answers. A function mostly sends the same ones, so those of the last answer are kept and shared while the bytes
/// are the same. Used by one reader at a time.
/// </summary>
internal sealed class AnswerHeaders
{
    private const int KeptBytes = 2048;

    private static readonly SearchValues<byte> TokenBytes =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>What a header line may hold: tab, visible ASCII and Latin-1, as Node and browsers have it.</summary>
    private static readonly SearchValues<char> ValueChars =
        SearchValues.Create(['\t', .. Enumerable.Range(0x20, 0x5f).Select(code => (char)code), .. Enumerable.Range(0x80, 0x80).Select(code => (char)code)]);

    /// <summary>Headers that belong to a connection, not to an answer, and so to the front.</summary>
    private static readonly HashSet<string> Dropped = new(StringComparer.OrdinalIgnoreCase)
    {
        "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    };

    private byte[] _lastRaw = [];
    private KeyValuePair<string, string>[] _last = [];

    /// <summary>Reads a raw JSON object; returns null, or what is wrong with it.</summary>
    public string? Read(ReadOnlySpan<byte> raw, out IReadOnlyList<KeyValuePair<string, string>> lines)
    {
        if (raw.Length == 2 && raw.SequenceEqual("{}"u8))
        {
            lines = [];
            return null;
        }

        if (!raw.IsEmpty && raw.SequenceEqual(_lastRaw))
        {
            lines = _last;
            return null;
        }

        var read = new List<KeyValuePair<string, string>>();
        lines = read;
        if (ReadAll(raw, read) is { } wrong)
        {
            return wrong;
        }

        if (raw.Length <= KeptBytes)
        {
            lines = _last = [.. read];
            _lastRaw = raw.ToArray();
        }

        return null;
    }

    private static string? ReadAll(ReadOnlySpan<byte> raw, List<KeyValuePair<string, string>> lines)
    {
        if (raw.IsEmpty || raw[0] != '{')
        {
            return "an answer whose headers are not an object";
        }

        var members = new JsonSlices.MemberEnumerator(raw);
        while (members.MoveNext())
        {
            if (members.Name.IsEmpty || members.Name.ContainsAnyExcept(TokenBytes))
            {
                return $"an answer with a header named \"{JsonSlices.Printable(members.Name)}\"";
            }

            var name = System.Text.Encoding.ASCII.GetString(members.Name);
            if (!TryReadValue(members.Value, name, lines))
            {
                return $"an answer whose header {name} has a value that is not allowed";
            }
        }

        return null;
    }

    private static bool TryReadValue(ReadOnlySpan<byte> raw, string name, List<KeyValuePair<string, string>> lines)
    {
        if (raw[0] != '[')
        {
            return TryAdd(raw, name, lines);
        }

        var elements = new JsonSlices.ElementEnumerator(raw);
        while (elements.MoveNext())
        {
            if (!TryAdd(elements.Value, name, lines))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryAdd(ReadOnlySpan<byte> raw, string name, List<KeyValuePair<string, string>> lines)
    {
        if (JsonText.ReadString(raw) is not { } value || value.AsSpan().ContainsAnyExcept(ValueChars))
        {
            return false;
        }

        if (!Dropped.Contains(name))
        {
            lines.Add(new KeyValuePair<string, string>(name, value));
        }

        return true;
    }
}
