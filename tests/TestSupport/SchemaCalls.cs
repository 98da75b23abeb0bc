using System.Text;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The schemas API in the words of a test.</summary>
public static class SchemaCalls
{
    /// <summary>Posts a schema; the answer tells.</summary>
    public static Task<HttpAnswer> TryAddSchemaAsync(this SandboxClient client, string name, string schema) =>
        SendAsync(client, "/schemas", $$"""{"name":"{{name}}","schema":{{schema}}}""");

    /// <summary>Posts a schema under a name of its own; fails the test when it is refused.</summary>
    public static async Task<string> AddSchemaAsync(this SandboxClient client, string schema)
    {
        var name = $"test-{Guid.NewGuid():N}";
        await client.AddSchemaAsync(name, schema);
        return name;
    }

    /// <summary>Posts a schema; fails the test when it is refused. Returns its version.</summary>
    public static async Task<int> AddSchemaAsync(this SandboxClient client, string name, string schema)
    {
        var answer = await client.TryAddSchemaAsync(name, schema);
        return answer.Status == 201
            ? answer.Json["schema"]!["version"]!.GetValue<int>()
            : throw new InvalidOperationException($"The schema was refused: {answer}");
    }

    /// <summary>Validates a value; the answer tells.</summary>
    public static Task<HttpAnswer> ValidateAsync(this SandboxClient client, string name, string data, int? version = null) =>
        SendAsync(client, $"/schemas/{name}/validate", version is { } number ? $$"""{"data":{{data}},"version":{{number}}}""" : $$"""{"data":{{data}}}""");

    /// <summary>Whether a value is valid; fails the test when it cannot be validated.</summary>
    public static async Task<bool> IsValidAsync(this SandboxClient client, string name, string data)
    {
        var answer = await client.ValidateAsync(name, data);
        return answer.Status == 200
            ? answer.Json["valid"]!.GetValue<bool>()
            : throw new InvalidOperationException($"It was not validated: {answer}");
    }

    private static async Task<HttpAnswer> SendAsync(SandboxClient client, string path, string body)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.SendAsync(HttpMethod.Post, path, content);
    }
}
