using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>A server on 127.0.0.1 that functions fetch from; a test says what it answers.</summary>
public sealed class Upstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _open;

    private Upstream(X509Certificate2? certificate, RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(certificate is null ? "http://127.0.0.1:0" : "https://127.0.0.1:0").ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
            kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
            kestrel.RequestHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        });
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate));
        }

        _app = builder.Build();
        _app.Run(async context =>
        {
            Interlocked.Increment(ref _open);
            Requests.Enqueue(new UpstreamRequest(
                context.Request.Method, context.Request.Path + context.Request.QueryString, context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal)));
            try
            {
                await answer(context);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        });
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Its port.</summary>
    public int Port => new Uri(Address).Port;

    /// <summary>Requests that came, in order.</summary>
    public ConcurrentQueue<UpstreamRequest> Requests { get; } = new();

    /// <summary>Requests that it has not done with.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Starts one.</summary>
    public static Task<Upstream> StartAsync(RequestDelegate answer) => StartAsync(certificate: null, answer);

    /// <summary>Starts one that speaks TLS.</summary>
    public static async Task<Upstream> StartAsync(X509Certificate2? certificate, RequestDelegate answer)
    {
        var upstream = new Upstream(certificate, answer);
        await upstream._app.StartAsync();
        upstream.Address = upstream._app.Urls.First();
        return upstream;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Requests that hang shall not hold the end up.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}

/// <summary>A request as it arrived.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Headers by lower-case name.</param>
public sealed record UpstreamRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers);
