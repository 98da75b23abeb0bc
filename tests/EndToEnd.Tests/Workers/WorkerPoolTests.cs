using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.TestSupport;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.EndToEnd.Tests.Workers;

[Collection(QuietMachine.Collection)]
public sealed class WorkerPoolTests
{
    private const string Hello = "function handler(request) { return 'hello ' + request.subpath; }";
    private const string Counter = "let n = 0; function handler() { return String(++n); }";

    private const string Various =
        """
        async function handler(request, context) {
          switch (request.subpath) {
            case '/loop': for (;;) {}
            case '/exit': process.exit(7);
            case '/never': return new Promise(() => {});
            case '/left': return new Promise((resolve) => context.signal.addEventListener('abort', () => { console.log('left'); resolve('x'); }));
            case '/slow': await new Promise((resolve) => setTimeout(resolve, 300)); return 'slow';
            default: return String(process.pid);
          }
        }
        """;

    [Fact]
    public async Task A_call_runs_in_a_worker_of_its_function()
    {
        await using var fixture = new PoolFixture();

        var end = await fixture.CallAsync(fixture.Add(Hello), "/world");

        PoolFixture.Text(end).Should().Be("hello /world");
    }

    [Fact]
    public async Task A_warm_worker_keeps_its_state_from_call_to_call()
    {
        await using var fixture = new PoolFixture();
        var counter = fixture.Add(Counter);

        PoolFixture.Text(await fixture.CallAsync(counter)).Should().Be("1");
        PoolFixture.Text(await fixture.CallAsync(counter)).Should().Be("2");
        PoolFixture.Text(await fixture.CallAsync(counter)).Should().Be("3");
    }

    [Fact]
    public async Task Many_first_calls_of_a_cold_function_share_one_worker()
    {
        await using var fixture = new PoolFixture();
        var counter = fixture.Add(Counter, new FunctionLimits { MaxWorkers = 8, Concurrency = 100 });

        var ends = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => fixture.CallAsync(counter)));

        ends.Select(PoolFixture.Text).Should().BeEquivalentTo(Enumerable.Range(1, 50).Select(n => n.ToString()));
        fixture.Pool.CountWorkers("function").Should().Be(1);
    }

    [Fact]
    public async Task A_further_worker_starts_when_all_are_full_but_never_more_than_allowed()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various, new FunctionLimits { TimeoutMs = 10_000, MaxWorkers = 2, Concurrency = 1 });

        var ends = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => fixture.CallAsync(various, "/slow")));

        ends.Select(PoolFixture.Text).Should().AllBe("slow");
        fixture.Pool.CountWorkers("function").Should().Be(2);
    }

    [Fact]
    public async Task A_loop_ends_at_its_limit_with_its_process_and_a_call_behind_it_runs_elsewhere()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various, new FunctionLimits { MaxWorkers = 1 });
        var first = int.Parse(PoolFixture.Text(await fixture.CallAsync(various)));
        var lease = await fixture.LeaseAsync(various);
        var behind = await fixture.LeaseAsync(various);

        var looping = PoolFixture.SendAsync(lease, various, "/loop", TimeSpan.FromMilliseconds(400));
        var waiting = PoolFixture.SendAsync(behind, various, "/", TimeSpan.FromMilliseconds(450));

        (await looping).Kind.Should().Be(CallEndKind.TimedOut);
        (await waiting).Kind.Should().Be(CallEndKind.NotBegun);
        ProcessTree.TryRead(first).Should().BeNull();
        PoolFixture.Text(await fixture.CallAsync(various)).Should().NotBe(first.ToString());
    }

    [Fact]
    public async Task A_handler_that_never_settles_ends_at_its_limit_and_others_in_its_worker_finish()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various);

        var never = fixture.CallAsync(various, "/never", TimeSpan.FromMilliseconds(200));
        var slow = fixture.CallAsync(various, "/slow");

        (await never).Kind.Should().Be(CallEndKind.TimedOut);
        PoolFixture.Text(await slow).Should().Be("slow");
    }

    [Fact]
    public async Task An_exit_is_told_with_its_code_and_the_next_call_is_served()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various);

        var end = await fixture.CallAsync(various, "/exit");

        end.Kind.Should().Be(CallEndKind.WorkerDied);
        end.Death!.Description.Should().Be("it exited with code 7");
        PoolFixture.Text(await fixture.CallAsync(various)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_caller_that_leaves_fires_the_signal_and_the_worker_serves_on()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various);
        var pid = PoolFixture.Text(await fixture.CallAsync(various));
        using var leaving = new CancellationTokenSource();

        var call = fixture.CallAsync(various, "/left", callerLeft: leaving.Token);
        await leaving.CancelAsync();

        (await call).Kind.Should().Be(CallEndKind.CallerLeft);
        await Eventually.HoldsAsync(
            () => Task.FromResult(fixture.Log.Any(line => line.Message == "left")), TimeSpan.FromSeconds(5), "the signal fires");
        PoolFixture.Text(await fixture.CallAsync(various)).Should().Be(pid);
    }

    [Fact]
    public async Task A_new_version_takes_over_at_once_and_the_old_one_finishes_what_it_has()
    {
        await using var fixture = new PoolFixture();
        var first = fixture.Add(Various);
        var slow = fixture.CallAsync(first, "/slow");
        await Eventually.HoldsAsync(() => Task.FromResult(fixture.Pool.CountWorkers("function") == 1), TimeSpan.FromSeconds(5), "a worker serves");

        var second = fixture.Add(Hello, version: 2);
        fixture.Pool.Publish(second, prepared: null);

        (await fixture.LeaseAsync(first)).Kind.Should().Be(LeaseKind.Stale);
        PoolFixture.Text(await fixture.CallAsync(second)).Should().Be("hello /");
        PoolFixture.Text(await slow).Should().Be("slow");
    }

    [Fact]
    public async Task A_program_that_was_tried_out_serves_from_the_worker_it_was_tried_in()
    {
        await using var fixture = new PoolFixture();
        var candidate = fixture.Add(Various);

        var verdict = await fixture.Pool.TryLoadAsync(candidate, new AssignedProgram(Various, new Dictionary<string, string>()), default);
        var loaded = verdict.Should().BeOfType<LoadVerdict.Loaded>().Subject;
        fixture.Pool.Publish(candidate, loaded.Worker);

        fixture.Pool.CountWorkers("function").Should().Be(1);
        (await fixture.LeaseAsync(candidate)).IsCold.Should().BeFalse();
    }

    [Theory]
    [InlineData("for (;;) {}", "TimeoutError")]
    [InlineData("process.exit(3)", "WorkerError")]
    [InlineData("function handler( {", "SyntaxError")]
    public async Task A_program_that_does_not_load_is_refused_with_its_reason(string source, string name)
    {
        await using var fixture = new PoolFixture(options => options.LoadTimeout = TimeSpan.FromMilliseconds(700));
        var candidate = fixture.Add(source);

        var verdict = await fixture.Pool.TryLoadAsync(candidate, new AssignedProgram(source, new Dictionary<string, string>()), default);

        verdict.Should().BeOfType<LoadVerdict.Refused>().Which.Failure.Name.Should().Be(name);
    }

    [Fact]
    public async Task A_queue_that_is_full_refuses_and_one_that_is_too_slow_gives_up()
    {
        await using var fixture = new PoolFixture(options =>
        {
            options.QueueLimit = 1;
            options.QueueTimeout = TimeSpan.FromSeconds(2);
        });
        var various = fixture.Add(Various, new FunctionLimits { MaxWorkers = 1, Concurrency = 1 });
        var taken = await fixture.LeaseAsync(various);

        var waiting = fixture.LeaseAsync(various);
        var refused = await fixture.LeaseAsync(various);

        taken.Kind.Should().Be(LeaseKind.Granted);
        refused.Kind.Should().Be(LeaseKind.QueueFull);
        (await waiting).Kind.Should().Be(LeaseKind.QueueTimeout);
    }

    [Fact]
    public async Task Workers_that_keep_dying_are_given_a_pause_and_a_new_version_ends_it()
    {
        await using var fixture = new PoolFixture();
        var various = fixture.Add(Various);
        var kinds = new List<LeaseKind>();
        for (var i = 0; i < 12 && !kinds.Contains(LeaseKind.BackingOff); i++)
        {
            var lease = await fixture.LeaseAsync(various);
            kinds.Add(lease.Kind);
            if (lease.Kind == LeaseKind.Granted)
            {
                await PoolFixture.SendAsync(lease, various, "/exit");
            }
        }

        kinds.Should().Contain(LeaseKind.BackingOff);
        PoolFixture.Text(await fixture.CallAsync(fixture.Add(Hello, version: 2))).Should().Be("hello /");
    }

    [Fact]
    public async Task Idle_workers_go_but_for_the_minimum()
    {
        await using var fixture = new PoolFixture(options => options.IdleTimeout = TimeSpan.FromMilliseconds(300));
        var kept = fixture.Add(Various, new FunctionLimits { MinWorkers = 1 }, id: "kept");
        var left = fixture.Add(Various, id: "left");
        var keptPid = PoolFixture.Text(await fixture.CallAsync(kept));
        var leftPid = int.Parse(PoolFixture.Text(await fixture.CallAsync(left)));

        await Eventually.HoldsAsync(() => Task.FromResult(ProcessTree.TryRead(leftPid) is null), TimeSpan.FromSeconds(10), "the idle worker goes");

        PoolFixture.Text(await fixture.CallAsync(kept)).Should().Be(keptPid);
        PoolFixture.Text(await fixture.CallAsync(left)).Should().NotBe(leftPid.ToString());
    }

    [Fact]
    public async Task Workers_that_are_only_to_be_kept_stay_within_the_number_of_all()
    {
        await using var fixture = new PoolFixture(options => options.Max = 2);
        string[] ids = ["a", "b", "c"];

        foreach (var id in ids)
        {
            fixture.Pool.Publish(fixture.Add(Hello, new FunctionLimits { MinWorkers = 2, MaxWorkers = 2 }, id: id), prepared: null);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Count() == 2), TimeSpan.FromSeconds(10), "as many as may be are there");
        await Task.Delay(TimeSpan.FromSeconds(1));
        Count().Should().Be(2);

        int Count() => ids.Sum(fixture.Pool.CountWorkers);
    }

    [Fact]
    public async Task Workers_that_proved_a_program_stay_within_the_number_of_all()
    {
        await using var fixture = new PoolFixture(options => options.Max = 2);
        string[] ids = ["a", "b", "c", "d"];

        foreach (var id in ids)
        {
            var candidate = fixture.Add(Hello, id: id);
            var verdict = await fixture.Pool.TryLoadAsync(candidate, new AssignedProgram(Hello, new Dictionary<string, string>()), default);
            fixture.Pool.Publish(candidate, verdict.Should().BeOfType<LoadVerdict.Loaded>().Subject.Worker);

            ids.Sum(fixture.Pool.CountWorkers).Should().BeLessThanOrEqualTo(2);
        }
    }

    [Fact]
    public async Task A_flood_of_empty_log_notes_ends_its_worker()
    {
        await using var fixture = new PoolFixture(options => options.LogBytesPerSecond = 16 * 1024);
        var flood = fixture.Add(
            "const fs = require('node:fs');"
            + "const notes = '{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"level\":\"info\",\"message\":\"\"}}\\n'.repeat(4000);"
            + "function handler() { fs.writeSync(4, notes); return new Promise(() => {}); }");

        var end = await fixture.CallAsync(flood);

        end.Death!.Description.Should().Contain("a flood of log notes");
    }

    [Fact]
    public async Task A_removed_function_is_looked_up_again()
    {
        await using var fixture = new PoolFixture();
        var hello = fixture.Add(Hello);
        await fixture.CallAsync(hello);

        fixture.Forget(hello);
        fixture.Pool.Remove("function");

        (await fixture.LeaseAsync(hello)).Kind.Should().Be(LeaseKind.Stale);
    }
}
