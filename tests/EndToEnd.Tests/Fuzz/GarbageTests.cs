using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;
using Xunit.Abstractions;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fuzz;

/// <summary>
/// Real workers that write garbage to the supervisor. <c>FUZZ_SEED</c> chooses the first; what a failed test names runs again
/// with it.
/// </summary>
public sealed class GarbageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Functions = 50;
    private const int RunsOfEach = 4;
    private const int AtOnce = 6;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly int _seed = int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var seed) ? seed : 20_261_122;
    private SupervisorProcess? _supervisor;
    private SandboxClient? _client;
    private readonly ConcurrentDictionary<int, int> _statuses = new();

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync();
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        _client?.Dispose();
        await _supervisor!.DisposeAsync();
    }

    [Fact]
    public async Task Two_hundred_workers_that_write_garbage_harm_themselves_alone()
    {
        var born = ProcessTree.TryRead(_supervisor!.Id)!;
        var neighbour = await _client!.DeployFileAsync("loading/script.js");
        await _client!.CallAsync(neighbour);
        var (descriptors, memory) = (Descriptors(), _supervisor.ResidentBytes);
        using var over = new CancellationTokenSource();
        var neighbours = CallUntilAsync(neighbour, over.Token);

        var faults = new List<string>();
        await Parallel.ForAsync(0, Functions, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (function, _) =>
        {
            var found = await MisbehaveAsync(function * RunsOfEach);
            lock (faults)
            {
                faults.AddRange(found);
            }
        });
        await over.CancelAsync();
        var statuses = await neighbours;

        output.WriteLine($"{string.Join(", ", _statuses.OrderBy(count => count.Key).Select(count => $"{count.Value} times {count.Key}"))}; the neighbour was called {statuses.Count} times");
        faults.Should().BeEmpty();
        statuses.Should().HaveCountGreaterThan(50).And.OnlyContain(status => status == 200);
        born.IsAlive.Should().BeTrue();
        _statuses.Keys.Should().Contain([200, 502], "some garbage is understood, most of it ends its worker");
        _statuses.GetValueOrDefault(502).Should().BeGreaterThan(Functions, "garbage ended a worker of every function, and mostly more than one");

        // Two pipes and a log a worker: what is left of two hundred would show.
        await Eventually.HoldsAsync(() => Task.FromResult(Descriptors() <= descriptors + 24), TimeSpan.FromSeconds(30), "the supervisor holds as many descriptors as before");
        _supervisor.ResidentBytes.Should().BeLessThan(memory + (160 * 1024 * 1024));
    }

    /// <summary>Runs the same function a few times, each time with other garbage and with a second call beside it; says what went wrong.</summary>
    private async Task<List<string>> MisbehaveAsync(int first)
    {
        var faults = new List<string>();
        var id = await _client!.DeployFileAsync("hostile/garbage.js", with => with["limits"] = new JsonObject { ["timeoutMs"] = 1500, ["maxWorkers"] = 1 });
        for (var run = first; run < first + RunsOfEach; run++)
        {
            var garbage = Convert.ToBase64String(Garbage.Of(_seed + run));
            // The quiet call is answered before the garbage comes, or open when it does.
            string?[] found = await Task.WhenAll(
                CallAsync(id, $"?n={run}&wait={(run % 2 == 0 ? 0 : 60)}", $"{run}", garbage: ""),
                CallAsync(id, $"?n={run}-loud&wait=20", $"{run}-loud", garbage));
            faults.AddRange(found.OfType<string>().Select(fault => $"FUZZ_SEED={_seed + run}: {fault}; it wrote {garbage[..Math.Min(garbage.Length, 1000)]}"));
        }

        await _client!.DeleteAsync($"/functions/{id}");
        return faults;
    }

    private async Task<string?> CallAsync(string id, string query, string n, string garbage)
    {
        try
        {
            var content = SandboxClient.JsonContent(new JsonObject { ["garbage"] = garbage });
            var answer = await _client!.CallAsync(id, content, query).WaitAsync(s_longest);
            Count(answer.Status);
            return Judge(answer, n);
        }
        catch (Exception cut) when (cut is HttpRequestException { StatusCode: null } or IOException)
        {
            // A stream that it began and could not end.
            Count(status: 0);
            return null;
        }
        catch (TimeoutException)
        {
            return $"the call {n} got no answer in {s_longest.TotalSeconds} s";
        }
    }

    /// <summary>It may be anything that its own function said of it, but not what was said to another call.</summary>
    private static string? Judge(HttpAnswer answer, string n)
    {
        if (answer.Header("x-molnos-invocation-id") is not { Length: 32 })
        {
            return $"the call {n} has no invocation id: {answer}";
        }

        try
        {
            var own = JsonNode.Parse(answer.Bytes) is JsonObject json && json["n"] is JsonValue value && value.TryGetValue<string>(out var text) ? text : n;
            return own == n ? null : $"the call {n} got the answer of {own}";
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Count(int status) => _statuses.AddOrUpdate(status, 1, static (_, count) => count + 1);

    private async Task<List<int>> CallUntilAsync(string id, CancellationToken over)
    {
        var statuses = new List<int>();
        while (!over.IsCancellationRequested)
        {
            statuses.Add((await _client!.CallAsync(id)).Status);
            await Task.Delay(10, CancellationToken.None);
        }

        return statuses;
    }

    // Libraries are opened when they are first needed and stay: they are no sign of what a worker left behind.
    private int Descriptors() => Directory.EnumerateFiles($"/proc/{_supervisor!.Id}/fd")
        .Count(path => new FileInfo(path).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal) && !target.EndsWith(".so", StringComparison.Ordinal));
}
