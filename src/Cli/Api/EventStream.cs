using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace MolnOS.Sandbox.Cli.Api;

/// <summary>Reads an answer of server-sent events.</summary>
internal static class EventStream
{
    /// <summary>The data of each event, until the server ends the stream.</summary>
    public static async IAsyncEnumerable<string> FollowAsync(this ApiClient api, string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, api.AddressOf(path));
        using var response = await api.OpenAsync(request, sendsToken: true, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal.Of(await api.ReadAsync(response, cancellationToken));
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(stream).EnumerateAsync(cancellationToken))
        {
            yield return item.Data;
        }
    }
}
