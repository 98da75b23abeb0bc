using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>A call over its time limit is answered, and what cannot be stopped is killed.</summary>
[Collection(QuietMachine.Collection)]
public sealed class TimeLimitTests : IAsyncLifetime
{
    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;

    private SandboxClient Client => _client!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"));
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Theory]
    [InlineData("loop")]
    [InlineData("microtasks")]
    [InlineData("regexp")]
    public async Task A_loop_is_a_504_and_its_process_is_gone(string how)
    {
        var id = await DeployAsync(timeoutMs: 1000);
        await Client.CallAsync(id);
        var watch = Stopwatch.StartNew();

        var call = Client.CallAsync(id, $"?how={how}");
        var spinning = await Eventually.FindsAsync(
            () => Task.FromResult(_supervisor!.Workers.FirstOrDefault(worker => worker.CpuTicks > 40)), TimeSpan.FromSeconds(5), "one worker spins");
        var answer = await call;

        answer.Status.Should().Be(504, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain("1000 ms");
        watch.Elapsed.Should().BeGreaterThan(TimeSpan.FromMilliseconds(990)).And.BeLessThan(TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => Task.FromResult(!spinning.IsAlive), TimeSpan.FromSeconds(1), "the spinning process is gone");
        (await Client.CallAsync(id)).Status.Should().Be(200);
    }

    [Theory]
    [InlineData("promise")]
    [InlineData("timer")]
    public async Task A_promise_that_never_settles_is_a_504(string how)
    {
        var id = await DeployAsync(timeoutMs: 500);
        var watch = Stopwatch.StartNew();

        var answer = await Client.CallAsync(id, $"?how={how}");

        answer.Status.Should().Be(504, answer.ToString());
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
        (await Client.CallAsync(id)).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_call_right_after_a_timed_out_one_is_served_by_another_worker()
    {
        var id = await DeployAsync(timeoutMs: 300);
        var before = (await Client.CallAsync(id)).Json["worker"]!.GetValue<string>();

        await Client.CallAsync(id, "?how=loop");
        var after = await Client.CallAsync(id);

        after.Status.Should().Be(200, after.ToString());
        after.Json["worker"]!.GetValue<string>().Should().NotBe(before);
    }

    [Fact]
    public async Task Calls_that_a_blocked_worker_had_not_begun_run_on_another_one()
    {
        var id = await DeployAsync(timeoutMs: 3000);
        await Client.CallAsync(id);

        // The others come when the loop has begun; the time they then wait behind it is not theirs.
        var loop = Client.CallAsync(id, "?how=loop");
        await Eventually.HoldsAsync(() => Task.FromResult(_supervisor!.Workers.Any(worker => worker.CpuTicks > 40)), TimeSpan.FromSeconds(5), "the worker is blocked");
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Client.CallAsync(id)));

        (await loop).Status.Should().Be(504);
        others.Select(answer => answer.ToString()).Should().OnlyContain(answer => answer.StartsWith("200 "));
    }

    [Fact]
    public async Task The_signal_fires_at_the_limit_and_the_deadline_said_so_before()
    {
        var id = await Client.DeployAsync(
            """
            async function handler(request, context) {
              const left = context.deadline - Date.now();
              context.signal.addEventListener('abort', () => console.log(`aborted, ${left > 200 && left <= 400}`));
              await new Promise(() => {});
            }
            """,
            with => with["limits"] = new JsonObject { ["timeoutMs"] = 400 });

        (await Client.CallAsync(id)).Status.Should().Be(504);

        await Client.LogLineAsync(id, line => line.Message == "aborted, true", "the signal");
    }

    private Task<string> DeployAsync(int timeoutMs) => Client.DeployFileAsync(
        "errors/hangs.js", with => with["limits"] = new JsonObject { ["timeoutMs"] = timeoutMs, ["maxWorkers"] = 1 });
}
