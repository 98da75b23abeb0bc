using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.Protocol.Tests.Transcripts;

namespace MolnOS.Sandbox.Protocol.Tests.Fuzz;

/// <summary>Makes lines that a broken or hostile worker might write, out of those that workers once wrote. The same random gives the same lines.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="calls">Ids of the calls that are open.</param>
/// <param name="ids">All ids that mean something now: those, other requests' and some that are nobody's.</param>
internal sealed partial class FrameMutator(Random random, IReadOnlyList<string> calls, IReadOnlyList<string> ids)
{
    // All but "ready", which may come once.
    private static readonly IReadOnlyList<string> s_lines =
        [.. Transcript.All().SelectMany(transcript => transcript.Lines).Where(line => line is { IsFromSupervisor: false, Method: not "ready" }).Select(line => line.Text)];

    private static readonly string[] s_numbers =
    [
        "0", "-0", "-1", "1e400", "-1e400", "1E1", "0.5", "00", "01", "+1", "NaN", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "2147483648", "4294967296", "1e-400", "199", "200", "599", "600", "99999999999999999999999999999999999999", ".5", "1.", "0x10",
    ];

    private static readonly string[] s_texts =
    [
        "", "\\u0000", "\\ud800", "\\udc00\\ud800", "\\uD83D\\uDE00", "\\\\", "\\\"", "\\/", "\\u000a", "\\r\\n", "\\x", "\\u12", "__proto__", "constructor",
        "\u202e\u2028", "\ufeff", "\ud83d\ude00", "a: b\\r\\nset-cookie: c", "transfer-encoding", "AAA", "AAAA", "A===", "=", "id", "ready", "invoke",
    ];

    private static readonly byte[][] s_pieces =
    [
        "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), ","u8.ToArray(), ":"u8.ToArray(),
        "\n"u8.ToArray(), "\r"u8.ToArray(), "null"u8.ToArray(), "true"u8.ToArray(), "/**/"u8.ToArray(), [0], [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80],
        [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf], [0xe2, 0x80, 0xa8], [0x1b], [0x7f],
    ];

    /// <summary>A line as a worker wrote it, about one of the open calls.</summary>
    public byte[] Line() => Encoding.UTF8.GetBytes(HexId().Replace(Pick(s_lines), Pick(calls)));

    /// <summary>A line that is not as any worker wrote it, or at least not likely; it may hold newlines.</summary>
    public byte[] Mutant()
    {
        var line = Line();
        for (var count = random.Next(3) == 0 ? random.Next(2, 4) : 1; count > 0; count--)
        {
            line = Mutate(line);
        }

        return line;
    }

    private byte[] Mutate(byte[] line) => random.Next(14) switch
    {
        0 => FlipBits(line),
        1 => ReplaceByte(line),
        2 => line[..random.Next(line.Length + 1)],
        3 => Cut(line),
        4 => Repeat(line),
        5 => Splice(line, Line()),
        6 => Insert(line, Pick(s_pieces)),
        7 => ReplaceMatch(line, Number(), Pick(s_numbers)),
        8 => ReplaceMatch(line, Quoted(), $"\"{Pick(s_texts)}\""),
        9 => ReplaceMatch(line, Quoted(), $"\"{new string((char)random.Next(0x20, 0x2ff), random.Next(30) == 0 ? random.Next(60_000, 70_000) : random.Next(1, 300))}\""),
        10 => ReplaceMatch(line, Value(), Nested()),
        11 => ReplaceMatch(line, HexId(), Pick(ids)),
        12 => Shuffle(line),
        _ => random.Next(3) switch { 0 => [], 1 => [.. line, (byte)'\n', .. line], _ => Noise() },
    };

    private T Pick<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    private byte[] FlipBits(byte[] line)
    {
        byte[] flipped = [.. line];
        for (var count = flipped.Length == 0 ? 0 : random.Next(1, 4); count > 0; count--)
        {
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        }

        return flipped;
    }

    private byte[] ReplaceByte(byte[] line)
    {
        byte[] replaced = [.. line];
        if (replaced.Length > 0)
        {
            replaced[random.Next(replaced.Length)] = (byte)random.Next(256);
        }

        return replaced;
    }

    private byte[] Cut(byte[] line)
    {
        var from = random.Next(line.Length + 1);
        return [.. line[..from], .. line[Math.Min(line.Length, from + random.Next(1, 20))..]];
    }

    private byte[] Repeat(byte[] line)
    {
        var from = random.Next(line.Length + 1);
        var part = line[from..Math.Min(line.Length, from + random.Next(1, 60))];
        return [.. line[..from], .. Enumerable.Repeat(part, random.Next(1, 5)).SelectMany(bytes => bytes), .. line[from..]];
    }

    private byte[] Splice(byte[] head, byte[] tail) => [.. head[..random.Next(head.Length + 1)], .. tail[random.Next(tail.Length + 1)..]];

    private byte[] Insert(byte[] line, byte[] piece)
    {
        var at = random.Next(line.Length + 1);
        return [.. line[..at], .. piece, .. line[at..]];
    }

    private byte[] Noise()
    {
        var noise = new byte[random.Next(1, 200)];
        random.NextBytes(noise);
        return noise;
    }

    private string Nested()
    {
        var depth = random.Next(30) == 0 ? random.Next(1, 20_000) : random.Next(1, 270);
        var (open, close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return string.Concat(Enumerable.Repeat(open, depth)) + "0" + string.Concat(Enumerable.Repeat(close, random.Next(5) == 0 ? depth - 1 : depth));
    }

    /// <summary>The members of an object in another order, one of them perhaps twice or gone.</summary>
    private byte[] Shuffle(byte[] line)
    {
        JsonObject parsed;
        try
        {
            if (JsonNode.Parse(line, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 }) is not JsonObject json)
            {
                return line;
            }

            parsed = json;
            var members = parsed.Select(member => $"{JsonSerializer.Serialize(member.Key)}:{member.Value?.ToJsonString() ?? "null"}").ToList();
            var change = random.Next(4);
            if (change > 1 && members.Count > 0)
            {
                var chosen = Pick(members);
                members = change == 2 ? [.. members, chosen] : [.. members.Where(member => member != chosen)];
            }

            return Encoding.UTF8.GetBytes($"{{{string.Join(random.Next(3) == 0 ? " ,\t" : ",", members.OrderBy(_ => random.Next()))}}}");
        }
        catch (Exception notShuffled) when (notShuffled is JsonException or ArgumentException or InvalidOperationException)
        {
            return line;
        }
    }

    /// <summary>Works on the bytes as Latin-1, so that what is no UTF-8 stays as it is.</summary>
    private byte[] ReplaceMatch(byte[] line, Regex pattern, string replacement)
    {
        var text = Encoding.Latin1.GetString(line);
        var matches = pattern.Matches(text);
        if (matches.Count == 0)
        {
            return line;
        }

        var match = matches[random.Next(matches.Count)];
        return [.. line[..match.Index], .. Encoding.UTF8.GetBytes(replacement), .. line[(match.Index + match.Length)..]];
    }

    /// <summary>What went into a round, for the message of one that failed.</summary>
    public static string Show(byte[] bytes) => bytes.Length > 4000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes.Length} bytes: {Convert.ToBase64String(bytes[..3000])}...")
        : Convert.ToBase64String(bytes);

    [GeneratedRegex("[0-9a-f]{32}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HexId();

    [GeneratedRegex(@"-?\d+(\.\d+)?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex("\"[^\"\\\\]*\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    [GeneratedRegex("(?<=:)(\"[^\"\\\\]*\"|\\d+|true|false|null)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Value();
}
