using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Service;

/// <summary>A supervisor under a service manager: what it says of itself, and what a restart costs those who call.</summary>
public sealed partial class ServiceManagerTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly DataFolder _data = new();
    private readonly StubServiceManager _manager;

    public ServiceManagerTests() => _manager = new StubServiceManager(_data);

    public void Dispose()
    {
        _manager.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_restart_on_the_managers_socket_refuses_no_connection_and_loses_no_call()
    {
        using var ended = new CancellationTokenSource();
        var statuses = new ConcurrentQueue<int>();
        Task[] callers;
        await using (var first = await _manager.StartAsync(_data, TimeSpan.FromSeconds(3)))
        {
            first.Address.Should().Be(_manager.Address, first.Output);
            using var client = first.Client();
            var id = await client.DeployAsync("async function handler() { await new Promise((resolve) => setTimeout(resolve, 20)); return 'ok'; }", with => with["allowUnauthenticated"] = true);
            callers = [.. Enumerable.Range(0, 4).Select(_ => CallAsync($"/functions/run/{id}", statuses, ended.Token))];
            await Eventually.HoldsAsync(() => Task.FromResult(statuses.Count > 20 && _manager.Heard.Contains("WATCHDOG=1")), s_limit, "calls are served, and the manager hears of it");

            first.Terminate();
            (await first.ExitAsync(s_limit)).Should().Be(0, first.Output);
        }

        // Nobody serves now, and whoever calls waits.
        await using var second = await _manager.StartAsync(_data, TimeSpan.FromSeconds(3));
        var before = statuses.Count;
        await Eventually.HoldsAsync(() => Task.FromResult(statuses.Count > before + 20), s_limit, "calls are served again");
        await ended.CancelAsync();
        await Task.WhenAll(callers);

        statuses.Should().OnlyContain(status => status == 200);
        _manager.Heard.Where(message => !message.StartsWith("WATCHDOG", StringComparison.Ordinal)).Select(message => message.Split('\n')[0])
            .Should().Equal("READY=1", "STOPPING=1", "READY=1");
        _manager.Heard.Single(message => message.StartsWith("STOPPING", StringComparison.Ordinal)).Should().Contain("EXTEND_TIMEOUT_USEC=31000000");
    }

    [Fact]
    public async Task A_reload_takes_over_what_may_change_names_the_rest_and_keeps_the_old_settings_when_the_new_are_bad()
    {
        await using var supervisor = await _manager.StartAsync(_data, TimeSpan.FromMinutes(1));
        using var client = supervisor.Client();
        var longBody = $$"""{"name":"long","code":"{{new string(' ', 2000)}}"}""";

        await ReloadAsync(supervisor, """{"Management": {"MaxBodyBytes": 1024}, "Workers": {"Warm": 1}}""", "*restart only: Workers:Warm.");
        var refused = await PostAsync(client, longBody);
        await ReloadAsync(supervisor, """{"Management": {"MaxBodyBytes": 5}}""", "*earlier settings*refused: Management:MaxBodyBytes must be between 1024 and*");
        await ReloadAsync(supervisor, """{"Management": {"MaxBodyByte": 2048}}""", "*earlier settings*refused: *there is no such setting. Did you mean Management:MaxBodyBytes?");
        await ReloadAsync(supervisor, "{", "*earlier settings*refused: molnos.config.json: line 1 is not valid JSON.");
        var still = await PostAsync(client, longBody);
        await ReloadAsync(supervisor, """{"Logging": {"Level": "Warning"}}""", "STATUS=Serving.");
        var taken = await PostAsync(client, longBody);
        await ReloadAsync(supervisor, "{}", "STATUS=Serving.");
        await Eventually.HoldsAsync(
            () => Task.FromResult(supervisor.Output.Contains("changed: Logging:Level.", StringComparison.Ordinal)), TimeSpan.FromSeconds(10), "afterwards the log says everything again");

        refused.Should().Be(413);
        still.Should().Be(413);
        taken.Should().Be(400, "the body is read, and has no handler");
        supervisor.Output.Should().Contain("The settings were read again; changed: Management:MaxBodyBytes.")
            .And.Contain("take effect after a restart only: Workers:Warm.")
            .And.NotContain("changed: Logging:Level, Management:MaxBodyBytes.", "from then on the log says warnings only");
    }

    /// <summary>Calls on a new connection each time until told to stop; what was not answered with a status counts as 0.</summary>
    private async Task CallAsync(string path, ConcurrentQueue<int> statuses, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            try
            {
                var answer = await RawHttp.ExchangeAsync(_manager.Address, $"GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n");
                statuses.Enqueue(Status().Match(answer) is { Success: true } match ? int.Parse(match.Groups["status"].Value) : 0);
            }
            catch (Exception failure) when (failure is IOException or System.Net.Sockets.SocketException or TimeoutException)
            {
                statuses.Enqueue(0);
            }
        }
    }

    private static async Task<int> PostAsync(SandboxClient client, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return (await client.SendAsync(HttpMethod.Post, "/functions/deploy", content)).Status;
    }

    /// <summary>Reloads with these settings in the file, and waits until the manager has been told how that went.</summary>
    private async Task ReloadAsync(SupervisorProcess supervisor, string settings, string status)
    {
        await File.WriteAllTextAsync(Path.Combine(_data.Path, "molnos.config.json"), settings);
        var before = _manager.Heard.Count(IsReady);
        supervisor.Reload();
        await Eventually.HoldsAsync(() => Task.FromResult(_manager.Heard.Count(IsReady) > before), s_limit, "the reload has come to its end");

        var words = _manager.Heard;
        words[^2].Should().MatchRegex(@"^RELOADING=1\nMONOTONIC_USEC=\d+\nSTATUS=.*$");
        words[^1].Split('\n')[1].Should().Match(status);
    }

    private static bool IsReady(string message) => message.StartsWith("READY=1", StringComparison.Ordinal);

    [GeneratedRegex(@"^HTTP/1\.1 (?<status>\d{3}) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Status();
}
