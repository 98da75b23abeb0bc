using System.Collections.Frozen;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;

namespace MolnOS.Sandbox.Fetch;

/// <summary>What a function asks for, read strictly: <c>{method, url, headers, streams?, length?}</c> and the body where it goes along. Pure.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Method">The method.</param>
/// <param name="Headers">The headers that pass.</param>
internal sealed record FetchRequest(FetchUrl Url, string Method, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    private const int MostMethodChars = 32;

    private static readonly FrozenSet<string> ForbiddenMethods = new[] { "CONNECT", "TRACE", "TRACK" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The body, when it goes along.</summary>
    public ReadOnlyMemory<byte>? Body { get; private init; }

    /// <summary>Whether the body follows in pieces.</summary>
    public bool IsStreamed { get; private init; }

    /// <summary>The whole length of a body that follows in pieces, when it is known.</summary>
    public long? Length { get; private init; }

    /// <summary>Reads it from the second argument on; null when something is wrong, which is the arguments' fault then.</summary>
    public static FetchRequest? Read(BindingArguments arguments, FetchOptions options)
    {
        var fields = arguments.Fields(arguments.Element(1), "request", "method", "url", "headers", "streams", "length");
        var method = ReadMethod(arguments, fields);
        var url = FetchUrl.Read(fields.Text("url", FetchUrl.MostChars), out var fault);
        if (fault is not null)
        {
            arguments.Refuse($"url {fault}");
        }

        var headers = ReadHeaders(arguments, fields.Element("headers"), options);
        var body = arguments.OptionalBytes(2, "body", (int)Math.Min(int.MaxValue, options.MaxRequestBytes));
        var length = fields.OptionalNumber("length", 0, long.MaxValue);
        var isStreamed = fields.Flag("streams");
        if (body is not null || isStreamed)
        {
            RefuseBody(arguments, method, hasTwo: body is not null && isStreamed, isTooLong: length > options.MaxRequestBytes, options);
        }

        return arguments.Fault is null && url is not null
            ? new FetchRequest(url, method, headers) { Body = body, IsStreamed = isStreamed, Length = length }
            : null;
    }

    private static string ReadMethod(BindingArguments arguments, BindingFields fields)
    {
        var method = fields.Text("method", MostMethodChars);
        if (!FetchHeaders.IsName(method) || ForbiddenMethods.Contains(method))
        {
            arguments.Refuse("method must be one that may be fetched with");
        }

        return method;
    }

    private static void RefuseBody(BindingArguments arguments, string method, bool hasTwo, bool isTooLong, FetchOptions options)
    {
        if (method is "GET" or "HEAD" || hasTwo)
        {
            arguments.Refuse("A request has one body at most, and none with GET and HEAD");
        }

        if (isTooLong)
        {
            arguments.Exceed(TooLong(options));
        }
    }

    /// <summary>What is said of a body that is too long.</summary>
    public static string TooLong(FetchOptions options) => $"The body of the request is longer than {options.MaxRequestBytes} bytes (Fetch:MaxRequestBytes)";

    private static List<KeyValuePair<string, string>> ReadHeaders(BindingArguments arguments, JsonElement headers, FetchOptions options)
    {
        var lines = new List<KeyValuePair<string, string>>();
        if (headers.ValueKind != JsonValueKind.Object)
        {
            arguments.Refuse("headers must be an object");
            return lines;
        }

        var bytes = 0;
        foreach (var header in headers.EnumerateObject())
        {
            if (header.Value.ValueKind != JsonValueKind.String || TextOf(header) is not var (name, value) || !FetchHeaders.IsName(name) || !FetchHeaders.IsValue(value))
            {
                arguments.Refuse("headers must have names and values that HTTP allows");
                return lines;
            }

            bytes += name.Length + value.Length + 4;
            if (bytes > options.MaxHeaderBytes || lines.Count == FetchHeaders.MostLines)
            {
                arguments.Exceed($"The headers of the request are larger than {options.MaxHeaderBytes} bytes (Fetch:MaxHeaderBytes) or more than {FetchHeaders.MostLines}");
                return lines;
            }

            if (FetchHeaders.PassesOut(name))
            {
                lines.Add(new KeyValuePair<string, string>(name, value));
            }
        }

        return lines;
    }

    private static (string Name, string Value)? TextOf(JsonProperty header)
    {
        try
        {
            return (header.Name, header.Value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}
