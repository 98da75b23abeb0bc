using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>An HTTP answer, read to its end.</summary>
/// <param name="Status">Status code.</param>
/// <param name="Headers">Headers by lower-case name, a value for each line.</param>
/// <param name="Bytes">The body.</param>
public sealed record HttpAnswer(int Status, ILookup<string, string> Headers, byte[] Bytes)
{
    /// <summary>The body as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The body as JSON; throws, showing it, when it is not.</summary>
    public JsonNode Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Bytes) ?? throw new InvalidOperationException($"{Status} answered JSON null.");
            }
            catch (System.Text.Json.JsonException notJson)
            {
                throw new InvalidOperationException($"{Status} answered no JSON: {Text}", notJson);
            }
        }
    }

    /// <summary>The one value of a header, or null.</summary>
    public string? Header(string name) => Headers[name].SingleOrDefault();

    /// <summary>Reads an answer to its end.</summary>
    public static async Task<HttpAnswer> ReadAsync(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value, (header, value) => (Name: header.Key.ToLowerInvariant(), Value: value))
            .ToLookup(header => header.Name, header => header.Value, StringComparer.Ordinal);
        return new HttpAnswer((int)response.StatusCode, headers, bytes);
    }

    /// <summary>Status and body, for the message of a failed assertion.</summary>
    public override string ToString() => $"{Status} ({(HttpStatusCode)Status}) {(Bytes.Length > 2000 ? $"{Bytes.Length} bytes" : Text)}";
}
