using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>What a function asks of another: the arguments of <c>functions.invoke</c>, read as strictly as a request over HTTP. Pure.</summary>
internal sealed record InvokeArguments
{
    private const int MostMethodChars = 32;
    private const int MostPathChars = HttpOptions.UsualRequestLineBytes;
    private const string Octets = "application/octet-stream";

    /// <summary>Upper case.</summary>
    public required string Method { get; init; }

    /// <summary>In its normal form, from <c>/</c> on.</summary>
    public required string Subpath { get; init; }

    /// <summary>Without its question mark.</summary>
    public required string Query { get; init; }

    /// <summary>As a function sees them.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body, checked.</summary>
    public required InvokeBody Body { get; init; }

    /// <summary>Reads the second argument; without meaning when the arguments have a fault then.</summary>
    public static InvokeArguments Read(BindingArguments arguments, int maxBodyBytes)
    {
        if (!arguments.Has(1))
        {
            return new InvokeArguments { Method = "GET", Subpath = "/", Query = "", Headers = [], Body = InvokeBody.None };
        }

        var options = arguments.Fields(arguments.Element(1), "options", "method", "path", "query", "headers", "body");
        var headers = InvokeHeaders.Read(arguments, options.Element("headers"));
        var body = ReadBody(arguments, options.Element("body"), headers, maxBodyBytes);
        return new InvokeArguments
        {
            Method = ReadMethod(arguments, options),
            Subpath = ReadPath(arguments, options),
            Query = InvokeQuery.Read(arguments, options.Element("query")),
            Headers = headers,
            Body = body,
        };
    }

    /// <summary>A string, or null when it is none or holds half of a surrogate pair.</summary>
    public static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string ReadMethod(BindingArguments arguments, BindingFields options)
    {
        var method = options.OptionalText("method", MostMethodChars)?.ToUpperInvariant();
        if (method?.All(static c => char.IsAsciiLetterUpper(c) || c is '-' or '_') == false)
        {
            arguments.Refuse("options.method must be an HTTP method such as GET");
        }

        return method ?? (options.Has("body") ? "POST" : "GET");
    }

    private static string ReadPath(BindingArguments arguments, BindingFields options)
    {
        var path = options.OptionalText("path", MostPathChars) ?? "/";
        if (path.Length == 0 || path[0] != '/' || path.AsSpan().ContainsAny('?', '#'))
        {
            arguments.Refuse("options.path must begin with a slash and have no ? or #; a query goes into options.query");
            return "/";
        }

        if (UrlText.Encode(path) is { } encoded && encoded.Length <= MostPathChars && DotSegments.Resolve(encoded) is { } resolved)
        {
            return resolved;
        }

        arguments.Refuse($"options.path must stay below the function and have at most {MostPathChars} characters");
        return "/";
    }

    /// <summary>A body is one of <c>{text}</c>, <c>{json}</c> and <c>{bytes}</c> (base64); the shim makes them.</summary>
    private static InvokeBody ReadBody(
        BindingArguments arguments, JsonElement body, List<KeyValuePair<string, string>> headers, int maxBodyBytes)
    {
        if (body.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return InvokeBody.None;
        }

        var (bytes, defaultType) = ReadBytes(arguments.Fields(body, "options.body", "text", "json", "bytes"));
        if (bytes is null)
        {
            arguments.Refuse("options.body must be a well-formed string, bytes or what JSON can hold");
        }
        else if (bytes.Length > maxBodyBytes)
        {
            arguments.Exceed($"options.body is larger than the limit of {maxBodyBytes} bytes (Http:MaxBodyBytes)");
        }

        var given = headers.Find(static header => header.Key is "content-type").Value;
        if (given is null)
        {
            headers.Add(new("content-type", defaultType));
        }

        if (BodyReading.Classify(bytes, given ?? defaultType, out var refusal) is { } classified)
        {
            return classified;
        }

        arguments.Refuse(refusal!.Message.TrimEnd('.').Replace("The body", "options.body", StringComparison.Ordinal));
        return InvokeBody.None;
    }

    private static (byte[]? Bytes, string Type) ReadBytes(BindingFields body)
    {
        if (body.Element("text") is { ValueKind: JsonValueKind.String } text)
        {
            return (TextOf(text) is { } characters ? Encoding.UTF8.GetBytes(characters) : null, "text/plain; charset=utf-8");
        }

        if (body.Element("bytes") is { ValueKind: JsonValueKind.String } base64)
        {
            return (base64.TryGetBytesFromBase64(out var bytes) ? bytes : null, Octets);
        }

        var json = body.Element("json");
        return (json.ValueKind == JsonValueKind.Undefined ? null : JsonMarshal.GetRawUtf8Value(json).ToArray(), "application/json");
    }
}
