using System.Text.RegularExpressions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>One supervisor that speaks TLS, for all tests of what stands between the network and the first step of a request.</summary>
public sealed partial class EdgeSupervisor : IAsyncLifetime
{
    /// <summary>The collection of the tests that share it.</summary>
    public const string Collection = "tests on a supervisor that speaks TLS";

    /// <summary>The name its certificate is for.</summary>
    public const string Host = "api.example.test";

    private readonly DataFolder _folder = new();
    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    /// <summary>The supervisor.</summary>
    public SupervisorProcess Supervisor => _supervisor!;

    /// <summary>Its administrator, without TLS.</summary>
    public SandboxClient Client => _client!;

    /// <summary>The certificate it shows.</summary>
    public string CertificateFile { get; private set; } = "";

    /// <summary>The address that speaks TLS, under the certificate's name.</summary>
    public Uri SecureAddress { get; private set; } = new("https://localhost");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var files = TestCertificate.For(Host).WriteTo(_folder.Path, "api");
        CertificateFile = files.Certificate;
        _supervisor = await SupervisorProcess.StartAsync(
            ("urls", "http://127.0.0.1:0;https://127.0.0.1:0"), ("Tls:Certificates:0:Certificate", files.Certificate), ("Tls:Certificates:0:Key", files.Key));
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

        _folder.Dispose();
    }

    [GeneratedRegex(@"Now listening on: https://127\.0\.0\.1:(?<port>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secure();
}

/// <summary>Names the collection for the runner.</summary>
[CollectionDefinition(EdgeSupervisor.Collection)]
public sealed class EdgeSupervisorCollection : ICollectionFixture<EdgeSupervisor>;
