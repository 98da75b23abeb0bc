using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>Calls of services, done by a function of <c>tests/functions/bindings</c> that takes them as a list.</summary>
internal static class ServiceCalls
{
    private const int AsDeepAsTheWire = 256;

    private static readonly JsonSerializerOptions s_readable = new() { MaxDepth = AsDeepAsTheWire, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Lets a function do calls; what became of each, as JSON.</summary>
    public static async Task<string[]> CallServicesAsync(this SandboxClient client, string id, params string[] calls)
    {
        using var body = new StringContent($$"""{"calls":[{{string.Join(',', calls)}}]}""", System.Text.Encoding.UTF8, "application/json");
        var answer = await client.CallAsync(id, body);
        answer.Status.Should().Be(200, answer.ToString());
        return [.. JsonNode.Parse(answer.Text, documentOptions: new() { MaxDepth = AsDeepAsTheWire })!.AsArray().Select(outcome => outcome!.ToJsonString(s_readable))];
    }
}
