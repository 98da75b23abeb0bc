using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>A front with buckets for tests over HTTP.</summary>
public sealed class StorageHost : IAsyncLifetime
{
    public const int MaxObjectBytes = 100_000;
    public const int MaxListedObjects = 5;

    private readonly FrontHost _front = new(static _ => { }, "--Storage:MaxObjectBytes", $"{MaxObjectBytes}", "--Storage:MaxListedObjects", $"{MaxListedObjects}");

    public Uri Address => _front.Address;

    internal IServiceProvider Services => _front.Services;

    public Task InitializeAsync() => _front.InitializeAsync();

    public Task DisposeAsync() => _front.DisposeAsync();

    /// <summary>A new bucket; gives its name.</summary>
    public async Task<string> BucketAsync(bool isPublic = false)
    {
        var name = $"bucket-{Guid.NewGuid():N}";
        (await SendAsync("POST", $"/storage/buckets/{name}", $$"""{"public":{{(isPublic ? "true" : "false")}}}""")).Status.Should().Be(201);
        return name;
    }

    /// <summary>A caller of these permissions; gives their token.</summary>
    public async Task<string> CallerAsync(params string[] permissions)
    {
        var role = $"role-{Guid.NewGuid():N}";
        (await SendAsync("POST", "/identity/roles", new JsonObject { ["roleId"] = role, ["permissions"] = new JsonArray([.. permissions.Select(one => (JsonNode)one)]) }.ToJsonString()))
            .Status.Should().Be(201);
        var answer = await SendAsync("POST", "/identity/service-accounts", new JsonObject { ["name"] = role, ["roles"] = new JsonArray(role) }.ToJsonString());
        return answer.Json["apiKey"]!.GetValue<string>();
    }

    /// <summary>Puts a raw body.</summary>
    public Task<HttpAnswer> PutAsync(string bucket, string key, string content, string? type = "text/plain", params (string Name, string Value)[] headers) =>
        SendAsync("PUT", $"/storage/buckets/{bucket}/objects?key={Uri.EscapeDataString(key)}", content, type, FrontHost.AdminToken, headers);

    /// <summary>Reads an object.</summary>
    public Task<HttpAnswer> GetAsync(string bucket, string path, params (string Name, string Value)[] headers) =>
        SendAsync("GET", $"/storage/buckets/{bucket}/objects/{path}", headers: headers);

    /// <summary>Sends a request, its path as it stands.</summary>
    public async Task<HttpAnswer> SendAsync(
        string method, string path, string? body = null, string? type = "application/json", string? token = FrontHost.AdminToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), new Uri(Address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await _front.Client.SendAsync(request);
        return await HttpAnswer.ReadAsync(answer);
    }

    /// <summary>The files of contents on the disk.</summary>
    public IReadOnlyList<string> Files() => Directory.GetFiles(Path.Combine(_front.DataPath, "objects"), "*", SearchOption.AllDirectories);
}
