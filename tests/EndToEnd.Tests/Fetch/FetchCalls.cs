using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>Functions that fetch, in the words of a test.</summary>
internal static class FetchCalls
{
    /// <summary>Sets the binding of a function that may fetch from these targets; none means every public host.</summary>
    public static Action<JsonObject> MayFetch(params string[] targets) => with =>
    {
        var permission = new JsonObject();
        if (targets.Length > 0)
        {
            permission["resource"] = "host";
            permission["targets"] = new JsonArray([.. targets.Select(target => JsonValue.Create(target))]);
        }

        with["bindings"] = new JsonArray(new JsonObject { ["service"] = "http", ["permissions"] = new JsonArray(permission) });
    };

    /// <summary>Deploys the function that fetches what its request lists.</summary>
    public static Task<string> DeployFetcherAsync(this SandboxClient client, params string[] targets) =>
        client.DeployFileAsync("bindings/fetch.js", MayFetch(targets));

    /// <summary>Lets it fetch these URLs; what became of each.</summary>
    public static Task<JsonNode[]> FetchAllAsync(this SandboxClient client, string id, params string[] urls) =>
        client.FetchAllAsync(id, [.. urls.Select(url => new JsonObject { ["url"] = url })]);

    /// <summary>Lets it fetch one URL with options.</summary>
    public static async Task<JsonNode> FetchAsync(this SandboxClient client, string id, string url, string init = "{}") =>
        (await client.FetchAllAsync(id, [new JsonObject { ["url"] = url, ["init"] = JsonNode.Parse(init) }]))[0];

    /// <summary>The code of a fetch that was refused, or its status.</summary>
    public static string Outcome(this JsonNode result) => result["code"]?.GetValue<string>() ?? result["status"]?.ToString() ?? result.ToJsonString();

    private static async Task<JsonNode[]> FetchAllAsync(this SandboxClient client, string id, JsonObject[] fetches)
    {
        using var body = new StringContent(new JsonArray([.. fetches]).ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await client.CallAsync(id, body);
        return answer.Status == 200 ? [.. answer.Json.AsArray().Select(result => result!)] : throw new InvalidOperationException(answer.ToString());
    }
}
