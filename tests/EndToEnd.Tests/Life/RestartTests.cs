using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>What a supervisor said yes to outlives it, however it ends; its processes do not.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task After_a_kill_under_load_every_acknowledged_function_is_there_and_no_process_of_the_old_one_lives()
    {
        using var data = new DataFolder();
        var acknowledged = new ConcurrentBag<string>();
        IReadOnlyList<ProcessEntry> workers;
        string token;
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            token = first.AdminToken;
            var deployers = Enumerable.Range(0, 4).Select(_ => DeployUntilItDiesAsync(first, acknowledged)).ToList();
            await Eventually.HoldsAsync(() => Task.FromResult(acknowledged.Count >= 25), TimeSpan.FromSeconds(30), "functions are being deployed");
            workers = first.Workers;
            await first.KillAsync();
            await Task.WhenAll(deployers);
        }

        workers.Should().NotBeEmpty();
        await Eventually.HoldsAsync(() => Task.FromResult(workers.All(worker => !worker.IsAlive)), TimeSpan.FromSeconds(3), "the old workers are gone");
        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var client = second.Client();

        second.AdminToken.Should().Be(token);
        foreach (var id in acknowledged)
        {
            (await client.CallAsync(id)).Text.Should().Be(id);
        }
    }

    [Fact]
    public async Task After_a_clean_stop_definitions_versions_settings_logs_and_keys_are_all_there()
    {
        using var data = new DataFolder();
        string id, before;
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            id = await client.DeployFileAsync("loading/env.js", with =>
            {
                with["methods"] = new JsonArray("GET", "POST");
                with["env"] = new JsonObject { ["GREETING"] = "hej", ["PASSWORD"] = new JsonObject { ["secret"] = "correct horse" } };
                with["context"] = "sample";
            });
            await client.UpdateAsync(id, new JsonObject { ["limits"] = new JsonObject { ["timeoutMs"] = 1234 } });
            before = (await client.GetAsync($"/functions/{id}")).Text;
            first.Terminate();
            (await first.ExitAsync(TimeSpan.FromSeconds(10))).Should().Be(0, first.Output);
        }

        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes.AsSpan().IndexOf("correct horse"u8).Should().Be(-1, $"{Path.GetFileName(file)} holds no secret in the clear");
        }

        await using var second = await SupervisorProcess.StartOnAsync(data);
        using var again = second.Client();

        (await again.GetAsync($"/functions/{id}")).Text.Should().Be(before);
        (await again.GetAsync($"/functions/{id}/versions")).Json["versions"]!.AsArray().Should().HaveCount(2);
        (await again.CallAsync(id)).Json["secret"]!.GetValue<int>().Should().Be(13, "a secret is still readable by its function");
    }

    private static async Task DeployUntilItDiesAsync(SupervisorProcess supervisor, ConcurrentBag<string> acknowledged)
    {
        using var client = supervisor.Client();
        while (true)
        {
            try
            {
                acknowledged.Add(await client.DeployAsync("async function handler(request, context) { return context.functionId; }"));
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }
}
