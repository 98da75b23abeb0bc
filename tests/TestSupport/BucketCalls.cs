using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>The storage API in the words of a test.</summary>
public static class BucketCalls
{
    /// <summary>Makes a bucket; fails the test when it is refused.</summary>
    public static async Task MakeBucketAsync(this SandboxClient client, string bucket, bool isPublic = false)
    {
        ArgumentNullException.ThrowIfNull(client);
        var answer = await client.PostAsync($"/storage/buckets/{bucket}", new JsonObject { ["public"] = isPublic });
        if (answer.Status != 201)
        {
            throw new InvalidOperationException($"The bucket was not made: {answer}");
        }
    }

    /// <summary>Puts an object, raw; the answer tells how that went.</summary>
    public static Task<HttpAnswer> PutObjectAsync(this SandboxClient client, string bucket, string key, HttpContent content)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.SendAsync(HttpMethod.Put, $"/storage/buckets/{bucket}/objects?key={Uri.EscapeDataString(key)}", content);
    }

    /// <summary>Reads an object.</summary>
    public static Task<HttpAnswer> GetObjectAsync(this SandboxClient client, string bucket, string key, params (string Name, string Value)[] headers)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.GetAsync($"/storage/buckets/{bucket}/objects/{Uri.EscapeDataString(key)}", headers);
    }
}
