using System.Net;
using System.Text;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// Sends requests. It follows no redirect (each hop is a call of the worker's own, checked as the first was), keeps no cookies, asks no proxy
/// and adds nothing of its own but the chain. Connections are shared by all functions: whether one may be used was decided before, and what it leads to
/// depends on the host alone.
/// </summary>
internal sealed class FetchClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly ChainSeal _seal;

    public FetchClient(HostConnector connector, ChainSeal seal, FetchOptions options)
    {
        _seal = seal;
        _invoker = new HttpMessageInvoker(HandlerOf(connector, options));
    }

    /// <summary>Sends a request; gives the response once its headers are there.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    /// <summary>A request as it is sent.</summary>
    /// <param name="request">What the function asks for.</param>
    /// <param name="chain">The functions it comes through.</param>
    /// <param name="upload">Its body, when that follows in pieces.</param>
    public HttpRequestMessage MessageOf(FetchRequest request, CallChain chain, UploadContent? upload)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url.Uri)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = request.Body is { } body ? new ReadOnlyMemoryContent(body) : upload,
        };
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(name, value);
            }

            if (FetchHeaders.BindsConnection(name, value))
            {
                message.Headers.ConnectionClose = true;
            }
        }

        message.Headers.TryAddWithoutValidation(CallChain.HeaderName, _seal.Seal(chain));
        return message;
    }

    public void Dispose() => _invoker.Dispose();

    private static SocketsHttpHandler HandlerOf(HostConnector connector, FetchOptions options) => new()
    {
        ConnectCallback = connector.ConnectAsync,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        MaxConnectionsPerServer = options.MaxOpen,
        MaxResponseHeadersLength = Math.Max(1, options.MaxHeaderBytes / 1024),
        // A response that nobody reads to its end takes its connection with it.
        MaxResponseDrainSize = 0,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    };
}
