using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Api;

/// <summary>What the server answered.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Headers">Every line of its headers, names in lower case.</param>
/// <param name="Body">The body's bytes.</param>
internal sealed record ApiAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private JsonElement? _json;

    public bool IsGood => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as JSON.</summary>
    /// <exception cref="CommandFailedException">It is none: whatever answered is no such server.</exception>
    public JsonElement Json => _json ??= Parse() ?? throw new CommandFailedException(
        ExitCodes.Refused, $"The answer (status {Status}) is not JSON, so this is not the API of MolnOS.", "Look at the address: `molnos auth status` shows it.");

    public string? Header(string name) => Headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.Ordinal)).Value;

    /// <summary>The platform's own error, when that is what the body holds.</summary>
    public (string Message, string? InvocationId)? PlatformError() =>
        Parse() is { ValueKind: JsonValueKind.Object } body
        && body.TryGetProperty("cause", out var cause) && cause.ValueKind == JsonValueKind.Object
        && cause.TryGetProperty("statusCode", out var status) && status.ValueKind == JsonValueKind.Number && status.TryGetInt32(out var number) && number == Status
        && body.Text("message") is { } message
            ? (message, body.Text("invocationId"))
            : null;

    private JsonElement? Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 256 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>Reads members of answers that may or may not be there.</summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    public static bool Flag(this JsonElement value, string name) => value.Member(name) is { ValueKind: JsonValueKind.True };

    public static double? Number(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;

    /// <summary>The items of an array; none when there is no such array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value, string name) =>
        value.Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];
}
