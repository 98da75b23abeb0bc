using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>Debian's nginx with <c>packaging/nginx.conf.example</c>, changed in nothing but what it says must be changed.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(30);

    private readonly DataFolder _folder = new();
    private readonly Process _process;
    private readonly Task<string> _errors;

    private Nginx(Uri server, (string Certificate, string Key) files, int port)
    {
        Port = port;
        var own = Path.Combine(_folder.Path, "nginx.conf");
        File.WriteAllText(Path.Combine(_folder.Path, "molnos.conf"), Changed(server, files, port));
        File.WriteAllText(own, $$"""
            daemon off;
            master_process off;
            pid {{_folder.Path}}/nginx.pid;
            error_log stderr;
            events { }
            http {
                access_log off;
                client_body_temp_path {{_folder.Path}}/body;
                proxy_temp_path {{_folder.Path}}/proxy;
                fastcgi_temp_path {{_folder.Path}}/fastcgi;
                uwsgi_temp_path {{_folder.Path}}/uwsgi;
                scgi_temp_path {{_folder.Path}}/scgi;
                include {{_folder.Path}}/molnos.conf;
            }
            """);
        _process = Process.Start(new ProcessStartInfo(Program(), ["-p", _folder.Path, "-e", "stderr", "-c", own]) { UseShellExecute = false, RedirectStandardError = true })!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port { get; }

    public static async Task<Nginx> StartAsync(Uri server, (string Certificate, string Key) files)
    {
        var nginx = new Nginx(server, files, FreePort());
        try
        {
            await Eventually.HoldsAsync(nginx.AnswersAsync, s_startLimit, "nginx listens");
            return nginx;
        }
        catch
        {
            await nginx.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    /// <summary>scripts/setup unpacks it where the machine has none.</summary>
    private static string Program() => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : RepositoryPaths.FromRoot("artifacts/nginx/usr/sbin/nginx");

    private static string Changed(Uri server, (string Certificate, string Key) files, int port)
    {
        var text = File.ReadAllText(RepositoryPaths.FromRoot("packaging/nginx.conf.example"));
        foreach (var (from, to) in new[]
        {
            ("server 127.0.0.1:3000;", $"server {server.Authority};"),
            ("listen 443 ssl http2;", string.Create(CultureInfo.InvariantCulture, $"listen 127.0.0.1:{port} ssl http2;")),
            ("server_name api.example.com;", $"server_name {EdgeSupervisor.Host};"),
            ("/etc/molnos/tls/example.pem", files.Certificate),
            ("/etc/molnos/tls/example.key", files.Key),
        })
        {
            text.Split(from).Should().HaveCount(2, $"the example says '{from}' once");
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"nginx ended: {await _errors}");
        }

        using var tcp = new TcpClient();
        try
        {
            await tcp.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
