using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Backups;

/// <summary>A backup taken in the middle of everything is one that a server can go on from.</summary>
public sealed class BackupUnderLoadTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_was_acknowledged_before_it_began_is_there_on_the_restored_server_which_runs_functions()
    {
        using var data = new DataFolder();
        using var restored = new DataFolder();
        var archive = Path.Combine(restored.Path, "..", $"{Path.GetFileName(restored.Path)}.tar");
        var acknowledged = new ConcurrentDictionary<string, int>();
        Dictionary<string, int> before;
        string token;
        string function;
        await using (var supervisor = await SupervisorProcess.StartOnAsync(data, ("Workers:Warm", "1")))
        {
            using var client = supervisor.Client();
            token = supervisor.AdminToken;
            function = await client.DeployAsync("exports.handler = () => process.env.S", with => with["env"] = JsonNode.Parse("""{"S":{"secret":"opened"}}"""));
            await client.MakeBucketAsync("b");
            using var stop = new CancellationTokenSource();
            var writers = Enumerable.Range(0, 6).Select(n => WriteAsync(client, n, acknowledged, stop.Token)).ToList();
            await Eventually.HoldsAsync(() => Task.FromResult(acknowledged.Count >= 12 && acknowledged.Values.Min() >= 5), s_limit, "every key was written several times");

            before = acknowledged.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
            using (var answer = await client.OpenAsync(HttpMethod.Post, "/backup", null, CancellationToken.None))
            await using (var file = File.Create(archive))
            {
                answer.IsSuccessStatusCode.Should().BeTrue();
                await answer.Content.CopyToAsync(file);
            }

            await stop.CancelAsync();
            await Task.WhenAll(writers);
            (await RestoreAsync(archive, data.Path, "--force")).Should().Be((1, $"MolnOS Sandbox cannot restore: Another supervisor uses the data folder {data.Path}. Stop it, or set Data:Path to another folder."));
        }

        (await RestoreAsync(archive, restored.Path)).ExitCode.Should().Be(0);
        File.Delete(archive);
        await using var second = await SupervisorProcess.StartOnAsync(restored, ("Workers:Warm", "1"));
        using var reader = new SandboxClient(second.Address, token);

        before.Should().NotBeEmpty();
        foreach (var (key, n) in before)
        {
            var found = key.StartsWith("object", StringComparison.Ordinal)
                ? (await reader.GetObjectAsync("b", key)).Text.Split(':')[0]
                : (await reader.PostAsync("/databases/get", new JsonObject { ["tableName"] = "t", ["key"] = key })).Text;
            int.Parse(found).Should().BeGreaterThanOrEqualTo(n, key);
        }

        (await reader.GetAsync($"/functions/run/{function}")).Text.Should().Be("opened");
    }

    private static async Task WriteAsync(SandboxClient client, int writer, ConcurrentDictionary<string, int> acknowledged, CancellationToken stop)
    {
        for (var n = 1; !stop.IsCancellationRequested; n++)
        {
            var row = new JsonObject { ["tableName"] = "t", ["key"] = $"row{writer}", ["value"] = n };
            if ((await client.PostAsync("/databases/write", row)).Status == 200)
            {
                acknowledged[$"row{writer}"] = n;
            }

            if ((await client.PutObjectAsync("b", $"object{writer}", new StringContent($"{n}:{new string('x', 100_000)}"))).Status == 200)
            {
                acknowledged[$"object{writer}"] = n;
            }
        }
    }

    private static async Task<(int ExitCode, string Error)> RestoreAsync(string archive, string folder, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet", [RepositoryPaths.SupervisorDll, "restore", archive, .. more, "--Data:Path", folder]) { RedirectStandardError = true, UseShellExecute = false };
        using var restore = Process.Start(start)!;
        var error = await restore.StandardError.ReadToEndAsync();
        await restore.WaitForExitAsync().WaitAsync(s_limit);
        return (restore.ExitCode, error.Trim());
    }
}
