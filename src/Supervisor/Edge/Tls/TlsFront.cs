using System.Diagnostics.CodeAnalysis;
using System.Net.Quic;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>
/// Puts TLS before the <c>https://</c> addresses, or the sockets called <c>https</c> where systemd holds them: the certificate by the name that the
/// caller asks for, HTTP by what both speak.
/// </summary>
internal sealed partial class TlsFront(
    CertificateShelf shelf, IOptions<TlsOptions> options, IOptions<HostingOptions> hosting, ServiceEnvironment service, ILogger<TlsFront> logger)
    : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions kestrel)
    {
        if (service.Sockets.Count > 0)
        {
            // They go before our own addresses: whoever connects while no server runs waits in them for the next.
            ConfigureSockets(kestrel);
        }
        else if (ListenAddresses.HaveTls(hosting.Value.Urls))
        {
            DemandCertificate("Hosting:Urls has an https:// address");
            var protocols = Protocols();
            ListenAddresses.Listen(kestrel, hosting.Value.Urls, listen => Secure(listen, protocols));
        }
        else if (!shelf.IsEmpty)
        {
            LogUnused();
        }
    }

    private void ConfigureSockets(KestrelServerOptions kestrel)
    {
        if (service.Sockets.Any(static socket => socket.HasTls))
        {
            DemandCertificate($"systemd holds a socket called {ListenSocket.WithTls}");
        }
        else if (!shelf.IsEmpty || ListenAddresses.HaveTls(hosting.Value.Urls))
        {
            LogNoSecureSocket();
        }

        foreach (var socket in service.Sockets)
        {
            // A socket that is handed over is one of TCP, which HTTP/3 has no use for.
            kestrel.ListenHandle((ulong)socket.Descriptor, listen =>
            {
                if (socket.HasTls)
                {
                    Secure(listen, HttpProtocols.Http1AndHttp2);
                }
            });
        }
    }

    private void DemandCertificate(string reason)
    {
        if (shelf.IsEmpty)
        {
            throw StartRefusedException.ForSetting($"{reason}, which needs a certificate: set Tls:Certificates.");
        }
    }

    private void Secure(ListenOptions listen, HttpProtocols protocols)
    {
        listen.Protocols = protocols;
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = options.Value.HandshakeTimeout,
            OnConnection = hello => ValueTask.FromResult(ForName(hello.ClientHelloInfo.ServerName)),
        });
    }

    /// <summary>What a handshake needs. Which HTTP is offered Kestrel adds, since HTTP/3 has another list.</summary>
    private SslServerAuthenticationOptions ForName(string? name) => new()
    {
        ServerCertificateContext = shelf.For(name).Context,
        EnabledSslProtocols = Versions(options.Value.MinimumVersion),
    };

    [SuppressMessage("Security", "CA5398", Justification = "What is older than 1.2 must not be spoken, whatever the machine allows.")]
    private static SslProtocols Versions(TlsVersion oldest) => oldest switch
    {
        TlsVersion.Tls12 => SslProtocols.Tls12 | SslProtocols.Tls13,
        TlsVersion.Tls13 => SslProtocols.Tls13,
    };

    private HttpProtocols Protocols()
    {
        if (!options.Value.Http3)
        {
            return HttpProtocols.Http1AndHttp2;
        }

        if (OperatingSystem.IsLinux() && QuicListener.IsSupported)
        {
            return HttpProtocols.Http1AndHttp2AndHttp3;
        }

        LogNoHttp3();
        return HttpProtocols.Http1AndHttp2;
    }

    [LoggerMessage(927, LogLevel.Warning, "Tls:Certificates is set, but Hosting:Urls has no https:// address that would serve them.")]
    private partial void LogUnused();

    [LoggerMessage(929, LogLevel.Warning, "TLS is set up, but systemd holds the sockets and none of them is called https: enable molnos-sandbox-tls.socket.")]
    private partial void LogNoSecureSocket();

    [LoggerMessage(928, LogLevel.Warning, "HTTP/3 is not spoken, although Tls:Http3 asks for it: it needs the library libmsquic with TLS 1.3, which this machine does not have. HTTP/1.1 and HTTP/2 are.")]
    private partial void LogNoHttp3();
}
