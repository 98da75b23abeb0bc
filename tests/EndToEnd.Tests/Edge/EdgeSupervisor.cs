using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>One supervisor that speaks TLS, for all tests of what stands between the network and the first step of a request.</summary>
public sealed partial class EdgeSupervisor : IAsyncLifetime, IDisposable
{
    /// <summary>The collection of the tests that share it.</summary>
    public const string Collection = "tests on a supervisor that speaks TLS";

    /// <summary>The name its certificate is for.</summary>
    public const string Host = "api.example.test";

    private readonly DataFolder _folder = new();
    private SupervisorProcess? _supervisor;
    private string _thumbprint = "";
    private SandboxClient? _client;

    /// <summary>The supervisor.</summary>
    public SupervisorProcess Supervisor => _supervisor!;

    /// <summary>Its administrator, without TLS.</summary>
    public SandboxClient Client => _client!;

    /// <summary>The certificate it shows.</summary>
    public string CertificateFile { get; private set; } = "";

    /// <summary>The key of that certificate.</summary>
    public string KeyFile { get; private set; } = "";

    /// <summary>The address that speaks TLS, under the certificate's name.</summary>
    public Uri SecureAddress { get; private set; } = new("https://localhost");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var certificate = TestCertificate.For(Host);
        _thumbprint = certificate.Thumbprint;
        var files = certificate.WriteTo(_folder.Path, "api");
        (CertificateFile, KeyFile) = files;
        _supervisor = await SupervisorProcess.StartAsync(
            ("urls", "http://127.0.0.1:0;https://127.0.0.1:0"), ("Tls:Certificates:0:Certificate", files.Certificate), ("Tls:Certificates:0:Key", files.Key),
            ("Forwarded:KnownProxies", "127.0.0.1"), ("Connections:HeaderTimeout", "4s"), ("Connections:RateGrace", "3s"));
        var port = await Eventually.FindsAsync(
            () => Task.FromResult(Secure().Match(_supervisor.Output) is { Success: true } match ? match.Groups["port"].Value : null), TimeSpan.FromSeconds(10), "the supervisor says where it speaks TLS");
        SecureAddress = new Uri($"https://{Host}:{port}");
        _client = _supervisor.Client();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _client?.Dispose();
        if (_supervisor is not null)
        {
            await _supervisor.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>A client that speaks HTTP/2 by TLS, and trusts the certificate, to a port of this machine.</summary>
    public HttpClient Http2Client(int? port = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == _thumbprint },
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port ?? SecureAddress.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = TimeSpan.FromSeconds(30),
    };

    [GeneratedRegex(@"Now listening on: https://127\.0\.0\.1:(?<port>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secure();
}

/// <summary>Names the collection for the runner.</summary>
[CollectionDefinition(EdgeSupervisor.Collection)]
public sealed class EdgeSupervisorCollection : ICollectionFixture<EdgeSupervisor>;
