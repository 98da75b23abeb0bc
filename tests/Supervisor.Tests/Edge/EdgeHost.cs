using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Edge;
using MolnOS.Sandbox.Edge.Forwarding;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Metrics;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Supervisor.Tests.Edge;

/// <summary>The edge alone, in this process, before an application of the test's.</summary>
internal sealed class EdgeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EdgeHost(WebApplication app) => _app = app;

    /// <summary>The address that speaks TLS.</summary>
    public Uri Address => new(_app.Urls.Single(url => url.StartsWith("https", StringComparison.Ordinal)));

    /// <summary>The address that does not.</summary>
    public Uri PlainAddress => new(_app.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)));

    /// <summary>One that speaks TLS too, and answers with the protocol and scheme of each request.</summary>
    public static Task<EdgeHost> StartWithTlsAsync(params string[] settings) => StartAsync(
        static context => context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme}"), ["--urls=http://127.0.0.1:0;https://127.0.0.1:0", .. settings]);

    public static Task<EdgeHost> StartAsync(RequestDelegate answer, params string[] settings) => StartAsync(answer, [], settings);

    /// <summary>One on sockets that somebody holds for it, by the name of each; it answers with the protocol and scheme of each request.</summary>
    public static Task<EdgeHost> StartOnSocketsAsync(string[] names, params string[] settings) => StartAsync(
        static context => context.Response.WriteAsync($"{context.Request.Protocol} {context.Request.Scheme}"), [.. names.Select(name => new ListenSocket(Listen(), name))], settings);

    private static async Task<EdgeHost> StartAsync(RequestDelegate answer, IReadOnlyList<ListenSocket> sockets, string[] settings)
    {
        var builder = BareHost.CreateBuilder(settings);
        builder.Services.AddSingleton(new ServiceEnvironment(NotifySocket: null, WatchdogLimit: null, sockets));
        builder.AddEdge();
        builder.Services.AddMetricsExport();
        var host = new EdgeHost(builder.Build());
        host._app.UseForwarded();
        host._app.Run(answer);
        try
        {
            await host._app.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Settings of one certificate.</summary>
    public static string[] Certificate(int index, (string Certificate, string Key) paths) =>
        [$"--Tls:Certificates:{index}:Certificate={paths.Certificate}", $"--Tls:Certificates:{index}:Key={paths.Key}"];

    /// <summary>The thumbprint of the certificate shown to who asks for <paramref name="name"/>, and the version agreed on.</summary>
    public async Task<(string Thumbprint, SslProtocols Version)> ShakeHandsAsync(string name, SslProtocols offered = SslProtocols.None)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Address.Host, Address.Port);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = name,
            EnabledSslProtocols = offered,
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
        });
        return (tls.RemoteCertificate!.GetCertHashString(), tls.SslProtocol);
    }

    /// <summary>The descriptor of a socket that listens, and belongs to whoever it is given to.</summary>
    private static int Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        var descriptor = (int)socket.Handle;
        socket.SafeHandle.SetHandleAsInvalid();
        return descriptor;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
