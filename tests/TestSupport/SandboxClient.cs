using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Speaks to a supervisor over HTTP as a user's script does: paths go out as written, redirects and cookies are left alone.</summary>
public sealed class SandboxClient : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        Timeout = TimeSpan.FromSeconds(60),
    };

    private readonly Uri _address;

    /// <summary>A client of the server at <paramref name="address"/> that shows <paramref name="token"/> on every call.</summary>
    public SandboxClient(Uri address, string? token)
    {
        _address = address;
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address => _address;

    /// <summary>Sends a request and reads its answer to the end.</summary>
    /// <param name="method">Method.</param>
    /// <param name="path">Path and query, sent byte for byte.</param>
    /// <param name="content">Body.</param>
    /// <param name="headers">Further headers.</param>
    public async Task<HttpAnswer> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var response = await OpenAsync(method, path, content, CancellationToken.None, headers);
        return await HttpAnswer.ReadAsync(response);
    }

    /// <summary>Sends a request and returns at the answer's headers, its body yet to come.</summary>
    public async Task<HttpResponseMessage> OpenAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Raw(path)) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    /// <summary>GET.</summary>
    public Task<HttpAnswer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, content: null, headers);

    /// <summary>POST of JSON.</summary>
    public Task<HttpAnswer> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, JsonContent(body));

    /// <summary>PUT of JSON.</summary>
    public Task<HttpAnswer> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, JsonContent(body));

    /// <summary>DELETE.</summary>
    public Task<HttpAnswer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    /// <summary>A body of JSON.</summary>
    public static HttpContent JsonContent(JsonNode body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Uri Raw(string path) => new(
        _address.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
