using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Edge;

/// <summary>Behind nginx, by the example that comes with the server, a function sees what its caller did.</summary>
[Collection(EdgeSupervisor.Collection)]
public sealed class BehindNginxTests(EdgeSupervisor edge) : IAsyncLifetime
{
    private Nginx? _nginx;

    public async Task InitializeAsync() => _nginx = await Nginx.StartAsync(edge.Client.Address, (edge.CertificateFile, edge.KeyFile));

    public async Task DisposeAsync() => await _nginx!.DisposeAsync();

    [Fact]
    public async Task A_function_sees_the_callers_address_scheme_host_and_path_and_nothing_that_the_caller_made_up()
    {
        var id = await edge.Client.DeployFileAsync("requests/echo.js", with => with["allowUnauthenticated"] = true);
        var address = Address(FunctionCalls.Run(id, "/orders/a%2Fb//7?x=1"));

        var request = await Curl.GetJsonAsync(
            address, edge.CertificateFile, "--http2", "--interface", "127.0.0.3", "--path-as-is",
            "-H", "X-Forwarded-For: 6.6.6.6", "-H", "X-Forwarded-Host: evil.test", "-H", "X-Forwarded-Proto: http", "-H", "Forwarded: for=6.6.6.6", "-H", "X-Real-IP: 6.6.6.6");

        request["ip"]!.GetValue<string>().Should().Be("127.0.0.3");
        request["url"]!.GetValue<string>().Should().Be(address.AbsoluteUri);
        request["subpath"]!.GetValue<string>().Should().Be("/orders/a%2Fb//7");
        request.ToJsonString().Should().NotContain("6.6.6.6").And.NotContain("evil.test");
    }

    [Fact]
    public async Task A_streamed_answer_comes_piece_by_piece_through_nginx()
    {
        var id = await edge.Client.DeployFileAsync("results/stream.js", with =>
        {
            with["allowUnauthenticated"] = true;
            with["limits"] = new JsonObject { ["maxWorkers"] = 1 };
        });
        using var http = edge.Http2Client(_nginx!.Port);

        using var response = await http.GetAsync(Address(FunctionCalls.Run(id)), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[6];
        await body.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await edge.Client.CallAsync(id, "?release");
        using var rest = new StreamReader(body);

        Encoding.UTF8.GetString(first).Should().Be("first\n");
        (await rest.ReadToEndAsync()).Should().Be("last\n");
    }

    [Fact]
    public async Task An_upgrade_reaches_the_server_as_it_does_without_nginx()
    {
        var id = await edge.Client.DeployFileAsync("requests/echo.js", with => with["allowUnauthenticated"] = true);
        string[] upgrade = ["--http1.1", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

        var direct = await Curl.RunAsync(new Uri(edge.SecureAddress, FunctionCalls.Run(id)), edge.CertificateFile, upgrade);
        var through = await Curl.RunAsync(Address(FunctionCalls.Run(id)), edge.CertificateFile, upgrade);

        through.Status.Should().Be(direct.Status);
        UpgradeIn(through).Should().Be(UpgradeIn(direct));
    }

    [Fact]
    public async Task A_denied_call_stands_in_the_audit_log_under_its_callers_address()
    {
        var address = Address("/functions/list");

        var denied = await Curl.RunAsync(address, edge.CertificateFile, "--interface", "127.0.0.4", "-H", "X-Forwarded-For: 6.6.6.6");

        denied.Status.Should().Be(401);
        await Eventually.HoldsAsync(
            async () => (await edge.Client.GetAsync("/audit?limit=50")).Text.Contains("127.0.0.4", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the denial is written");
        (await edge.Client.GetAsync("/audit?limit=1000")).Text.Should().NotContain("6.6.6.6");
    }

    // A server that refuses upgrades says so in words of its own.
    private static string? UpgradeIn((string Protocol, int Status, string Body) answer) => JsonNode.Parse(answer.Body)!["headers"]?["upgrade"]?.GetValue<string>();

    private Uri Address(string path) => new($"https://{EdgeSupervisor.Host}:{_nginx!.Port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
