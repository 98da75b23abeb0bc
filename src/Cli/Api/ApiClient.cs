using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Settings;

namespace MolnOS.Sandbox.Cli.Api;

/// <summary>Speaks to the server over HTTP. What the server refuses ends the command, unless the caller wants to see it.</summary>
internal sealed class ApiClient(Connection connection, HttpMessageHandler? handler = null) : IDisposable
{
    private static readonly TimeSpan _longestAnswer = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(handler ?? new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // Looking for proxies takes time, and there is none on the way to this machine.
        UseProxy = !connection.Url.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public Uri Url => connection.Url;

    public Task<ApiAnswer> GetAsync(string path, CancellationToken cancellationToken) => DemandAsync(HttpMethod.Get, path, null, cancellationToken);

    public Task<ApiAnswer> DeleteAsync(string path, CancellationToken cancellationToken) => DemandAsync(HttpMethod.Delete, path, null, cancellationToken);

    public Task<ApiAnswer> PostAsync(string path, JsonNode? body, CancellationToken cancellationToken) => DemandAsync(HttpMethod.Post, path, body, cancellationToken);

    public Task<ApiAnswer> PutAsync(string path, JsonNode body, CancellationToken cancellationToken) => DemandAsync(HttpMethod.Put, path, body, cancellationToken);

    public Task<ApiAnswer> PatchAsync(string path, JsonNode body, CancellationToken cancellationToken) => DemandAsync(HttpMethod.Patch, path, body, cancellationToken);

    /// <summary>The answer, whatever it is.</summary>
    public async Task<ApiAnswer> TryAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, AddressOf(path)) { Content = body is null ? null : JsonContent(body) };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_longestAnswer);
        return await ReachAsync(
            async () =>
            {
                using var response = await SendRawAsync(request, sendsToken: true, limit.Token);
                return new ApiAnswer((int)response.StatusCode, HeadersOf(response), await response.Content.ReadAsByteArrayAsync(limit.Token));
            },
            cancellationToken);
    }

    /// <summary>The answer as soon as its headers are there, however long that takes; its body is yet to come.</summary>
    public Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, bool sendsToken, CancellationToken cancellationToken) =>
        ReachAsync(() => SendRawAsync(request, sendsToken, cancellationToken), cancellationToken);

    /// <summary>The rest of an opened answer.</summary>
    public Task<ApiAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) => ReachAsync(
        async () => new ApiAnswer((int)response.StatusCode, HeadersOf(response), await response.Content.ReadAsByteArrayAsync(cancellationToken)), cancellationToken);

    /// <summary>The body of an opened answer, byte for byte as it comes.</summary>
    public Task<bool> CopyAsync(HttpResponseMessage response, Stream target, CancellationToken cancellationToken) => ReachAsync(
        async () =>
        {
            await response.Content.CopyToAsync(target, cancellationToken);
            return true;
        },
        cancellationToken);

    /// <summary>A path of the server, sent as it is written.</summary>
    public Uri AddressOf(string path) => new(
        connection.Url.GetLeftPart(UriPartial.Path).TrimEnd('/') + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public void Dispose() => _http.Dispose();

    private static ByteArrayContent JsonContent(JsonNode body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString()));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private async Task<ApiAnswer> DemandAsync(HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        var answer = await TryAsync(method, path, body, cancellationToken);
        return answer.IsGood ? answer : throw Refusal.Of(answer);
    }

    private Task<HttpResponseMessage> SendRawAsync(HttpRequestMessage request, bool sendsToken, CancellationToken cancellationToken)
    {
        if (sendsToken && connection.Token is not null && !request.Headers.Contains("authorization"))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", connection.Token);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", "molnos-cli");
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<T> ReachAsync<T>(Func<Task<T>> send, CancellationToken cancellationToken)
    {
        try
        {
            return await send();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotReachable("does not answer in time");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.SecureConnectionError)
        {
            throw NotReachable("cannot be trusted: its certificate is not valid for this address");
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError is HttpRequestError.NameResolutionError)
        {
            throw NotReachable("has a name that is not known");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw NotReachable(exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } ? "is not there" : "broke off the connection");
        }
    }

    private CommandFailedException NotReachable(string what) => new(
        ExitCodes.NotReachable,
        $"The server at {connection.Url.GetLeftPart(UriPartial.Path)} (from {connection.UrlSource}) {what}.",
        "Start one with `molnos start`, or say where it is: --url, MOLNOS_URL or `molnos configure url <url>`.");

    private static List<KeyValuePair<string, string>> HeadersOf(HttpResponseMessage response) =>
    [
        .. response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .SelectMany(header => header.Value, (header, value) => KeyValuePair.Create(header.Key.ToLowerInvariant(), value)),
    ];
}
