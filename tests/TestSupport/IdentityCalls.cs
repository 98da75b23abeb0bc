using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The identity API in the words of a test.</summary>
public static class IdentityCalls
{
    /// <summary>Makes a role; fails the test when that is refused.</summary>
    public static async Task<string> AddRoleAsync(this SandboxClient client, params string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(client);
        var id = $"role-{Guid.NewGuid():N}";
        (await client.PostAsync("/identity/roles", new JsonObject { ["roleId"] = id, ["permissions"] = Texts(permissions) })).Demand(201);
        return id;
    }

    /// <summary>Gives a role other permissions; fails the test when that is refused.</summary>
    public static async Task ChangeRoleAsync(this SandboxClient client, string id, params string[] permissions)
    {
        ArgumentNullException.ThrowIfNull(client);
        (await client.SendAsync(HttpMethod.Patch, $"/identity/roles/{id}", SandboxClient.JsonContent(new JsonObject { ["permissions"] = Texts(permissions) }))).Demand(200);
    }

    /// <summary>Makes a service account; fails the test when that is refused.</summary>
    public static async Task<(string Id, string Key)> AddAccountAsync(this SandboxClient client, params string[] roles)
    {
        ArgumentNullException.ThrowIfNull(client);
        var body = new JsonObject { ["name"] = $"account-{Guid.NewGuid():N}", ["roles"] = Texts(roles) };
        var answer = (await client.PostAsync("/identity/service-accounts", body)).Demand(201);
        return (answer.Json["serviceAccount"]!["id"]!.GetValue<string>(), answer.Json["apiKey"]!.GetValue<string>());
    }

    /// <summary>Gives a service account another key; fails the test when that is refused.</summary>
    public static async Task<string> RotateKeyAsync(this SandboxClient client, string id)
    {
        ArgumentNullException.ThrowIfNull(client);
        return (await client.SendAsync(HttpMethod.Post, $"/identity/service-accounts/{id}/rotate-key")).Demand(200).Json["apiKey"]!.GetValue<string>();
    }

    /// <summary>The same server for somebody else.</summary>
    public static SandboxClient As(this SandboxClient client, string token)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new SandboxClient(client.Address, token);
    }

    private static HttpAnswer Demand(this HttpAnswer answer, int status) =>
        answer.Status == status ? answer : throw new InvalidOperationException($"This was refused: {answer}");

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode)text)];
}
