using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>Long bodies flow, and what nobody waits for ends.</summary>
public sealed class FetchStreamTests : IAsyncLifetime
{
    private const int Mega = 1024 * 1024;
    private const int FiftyMega = 50 * Mega;

    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(15);

    private SupervisorProcess _supervisor = null!;
    private SandboxClient _client = null!;
    private Upstream _upstream = null!;
    private string _id = "";

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"));
        _client = _supervisor.Client();
        _upstream = await Upstream.StartAsync(context => context.Request.Path.Value switch
        {
            "/long" => LongAsync(context, FiftyMega),
            "/endless" => LongAsync(context, long.MaxValue),
            "/count" => CountAsync(context),
            _ => Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default),
        });
        _id = await _client.DeployFileAsync("bindings/fetch-streams.js", with =>
        {
            FetchCalls.MayFetch($"127.0.0.1:{_upstream.Port}")(with);
            with["limits"] = new System.Text.Json.Nodes.JsonObject { ["maxWorkers"] = 1 };
        });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _supervisor.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Fifty_megabytes_come_down_and_go_up_through_a_few_pieces_of_memory()
    {
        (await DoAsync("download", "/long")).Json["bytes"]!.GetValue<int>().Should().Be(FiftyMega);
        var before = _supervisor.ResidentBytes;
        var most = before;
        using var watching = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!watching.IsCancellationRequested)
            {
                most = Math.Max(most, _supervisor.ResidentBytes);
                await Task.Delay(20);
            }
        });

        var down = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DoAsync("download", "/long")));
        var up = await DoAsync("upload", "/count", $"&bytes={FiftyMega}");
        await watching.CancelAsync();
        await watch;

        down.Should().OnlyContain(answer => answer.Json["bytes"]!.GetValue<int>() == FiftyMega);
        up.Json["received"]!.GetValue<long>().Should().Be(FiftyMega, up.ToString());
        ((most - before) / Mega).Should().BeLessThan(60, "250 MiB passed, and no more than pieces of them were held");
        _supervisor.Workers.Should().HaveCountLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task A_response_that_is_passed_on_flows_to_the_caller()
    {
        using var response = await _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(_id, $"?task=pass&url={_upstream.Address}/long"), content: null, CancellationToken.None);
        await using var body = await response.Content.ReadAsStreamAsync();

        var (total, count) = (0L, 0);
        for (var buffer = new byte[256 * 1024]; (count = await body.ReadAsync(buffer)) > 0;)
        {
            total += count;
        }

        total.Should().Be(FiftyMega);
    }

    [Theory]
    [InlineData("leave", "AbortError")]
    [InlineData("forget", "200")]
    public async Task What_a_function_does_not_read_on_ends_upstream(string task, string told)
    {
        (await DoAsync(task, "/endless")).Text.Should().Be(told);

        await Eventually.HoldsAsync(async () => _upstream.Open == 0, s_soon, "the upstream is free again");
    }

    [Fact]
    public async Task A_caller_who_leaves_a_passed_on_response_frees_the_upstream()
    {
        using (var response = await _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(_id, $"?task=pass&url={_upstream.Address}/endless"), content: null, CancellationToken.None))
        {
            (await (await response.Content.ReadAsStreamAsync()).ReadAsync(new byte[1000])).Should().BePositive();
            _upstream.Open.Should().Be(1);
        }

        await Eventually.HoldsAsync(async () => _upstream.Open == 0, s_soon, "the upstream is free again");
    }

    [Fact]
    public async Task An_upstream_that_never_answers_ends_with_the_functions_time()
    {
        await _client.UpdateAsync(_id, new() { ["limits"] = new System.Text.Json.Nodes.JsonObject { ["timeoutMs"] = 500 } });

        var answer = await DoAsync("wait", "/never");

        answer.Status.Should().Be(504);
        await Eventually.HoldsAsync(async () => _upstream.Open == 0, s_soon, "the upstream is free again");
    }

    private Task<HttpAnswer> DoAsync(string task, string path, string more = "") => _client.CallAsync(_id, $"?task={task}&url={_upstream.Address}{path}{more}");

    private static async Task LongAsync(HttpContext context, long bytes)
    {
        try
        {
            var piece = new byte[64 * 1024];
            for (var left = bytes; left > 0; left -= piece.Length)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The other side has gone.
        }
    }

    private static async Task CountAsync(HttpContext context)
    {
        var received = 0L;
        var buffer = new byte[64 * 1024];
        for (int count; (count = await context.Request.Body.ReadAsync(buffer)) > 0;)
        {
            received += count;
        }

        await context.Response.WriteAsync($$"""{"received":{{received}}}""");
    }
}
