using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>New code takes over without a gap, and old code is never seen after the update has answered.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class UpdateTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task Updates_under_load_cost_no_call_and_no_call_after_one_sees_old_code()
    {
        var id = await _client.DeployAsync(Version(0));
        var answeredVersion = 0;
        var calls = new ConcurrentBag<(int AtLeast, HttpAnswer Answer)>();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var atLeast = Volatile.Read(ref answeredVersion);
                calls.Add((atLeast, await _client.CallAsync(id, "?ms=20")));
            }
        })).ToList();

        for (var version = 1; version <= 10; version++)
        {
            await _client.UpdateAsync(id, new JsonObject { ["code"] = Version(version) });
            Volatile.Write(ref answeredVersion, version);
            var target = calls.Count + 20;
            await Eventually.HoldsAsync(() => Task.FromResult(calls.Count >= target), TimeSpan.FromSeconds(10), "twenty calls went by");
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);
        calls.Should().HaveCountGreaterThan(200);
        calls.Should().OnlyContain(call => call.Answer.Status == 200);
        calls.Should().OnlyContain(call => int.Parse(call.Answer.Json["version"]!.GetValue<string>()) >= call.AtLeast);
    }

    [Fact]
    public async Task A_call_begun_before_an_update_ends_on_the_code_it_began_with()
    {
        var id = await _client.DeployAsync(Version(1));
        var slow = _client.CallAsync(id, "?ms=2000");
        await _client.LogLineAsync(id, line => line.Message == "begun", "the call that has begun");

        var watch = Stopwatch.StartNew();
        await _client.UpdateAsync(id, new JsonObject { ["code"] = Version(2) });
        var quick = await _client.CallAsync(id);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(1.5), "the update does not wait for the calls of the old version");
        quick.Json["version"]!.GetValue<string>().Should().Be("2");
        (await slow).Json["version"]!.GetValue<string>().Should().Be("1");
    }

    [Fact]
    public async Task A_rollback_serves_the_older_code_as_a_new_version()
    {
        var id = await _client.DeployAsync(Version(1));
        await _client.UpdateAsync(id, new JsonObject { ["code"] = Version(2) });

        var rollback = await _client.PostAsync($"/functions/{id}/rollback", new JsonObject { ["version"] = 1 });
        var call = await _client.CallAsync(id);
        var versions = await _client.GetAsync($"/functions/{id}/versions");

        rollback.Status.Should().Be(200, rollback.ToString());
        rollback.Json["function"]!["version"]!.GetValue<int>().Should().Be(3);
        call.Json["version"]!.GetValue<string>().Should().Be("1");
        var current = versions.Json["versions"]!.AsArray().Where(version => version!["current"]!.GetValue<bool>()).ToList();
        current.Should().ContainSingle().Which!["version"]!.GetValue<int>().Should().Be(3);
        versions.Json["versions"]!.AsArray().Should().HaveCount(3);
    }

    private static string Version(int version) => RepositoryPaths.FunctionSource("life/version.js").Replace("VERSION'", $"{version}'", StringComparison.Ordinal);
}
