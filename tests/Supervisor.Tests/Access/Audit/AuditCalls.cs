using System.Text.Json.Nodes;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>The audit log and those who stand in it, in the words of a test.</summary>
internal static class AuditCalls
{
    /// <summary>The records that match, newest first.</summary>
    public static async Task<IReadOnlyList<JsonNode>> AuditAsync(this FrontHost host, string query = "")
    {
        using var answer = await host.SendAsync("GET", $"/audit?limit=1000{query}");
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.Should().BeTrue(text);
        return [.. JsonNode.Parse(text)!["records"]!.AsArray().Select(record => record!)];
    }

    /// <summary>Sends a request that must end so; its body.</summary>
    public static async Task<JsonNode> SendAsync(this FrontHost host, int status, string method, string target, string? body = null, string? token = FrontHost.AdminToken)
    {
        using var answer = await host.SendAsync(method, target, body, token: token);
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).Should().Be(status, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Makes an account with these permissions; its id, name and key.</summary>
    public static async Task<(string Id, string Name, string Key)> AddHolderAsync(this FrontHost host, params string[] permissions)
    {
        var name = $"n{Guid.NewGuid():N}";
        await host.SendAsync(201, "POST", "/identity/roles", new JsonObject { ["roleId"] = name, ["permissions"] = new JsonArray([.. permissions]) }.ToJsonString());
        var made = await host.SendAsync(201, "POST", "/identity/service-accounts", new JsonObject { ["name"] = name, ["roles"] = new JsonArray(name) }.ToJsonString());
        return (made["serviceAccount"]!["id"]!.GetValue<string>(), name, made["apiKey"]!.GetValue<string>());
    }

    /// <summary>A record as one line: outcome, status, action, permission, method, route, target, name of the target.</summary>
    public static string Line(this JsonNode record) => string.Join(' ', new[] { "outcome", "status", "action", "permission", "method", "route", "target", "targetName" }
        .Select(name => record[name]?.ToString() ?? "-"));
}
