using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>However a supervisor ends, its workers end with it, and their groups go.</summary>
[Collection(QuietMachine.Collection)]
public sealed class EndTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_kill_takes_every_process_of_its_tree_along_and_the_next_start_removes_the_groups()
    {
        using var data = new DataFolder();
        int id;
        IReadOnlyList<ProcessEntry> tree;
        await using (var supervisor = await SupervisorProcess.StartOnAsync(data))
        {
            id = supervisor.Id;
            tree = await KillBusyAsync(supervisor);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(tree.All(process => !process.IsAlive)), TimeSpan.FromSeconds(2), "no process of the tree lives");
        await using var next = await SupervisorProcess.StartOnAsync(data);

        SupervisorGroups.Of(id).Should().BeEmpty();
        SupervisorGroups.Of(next.Id).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Without_bubblewrap_too_a_kill_takes_every_process_along()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Isolation", "degraded"), ("Workers:BubblewrapPath", "/nowhere/bwrap"));
        var tree = await KillBusyAsync(supervisor);

        await Eventually.HoldsAsync(() => Task.FromResult(tree.All(process => !process.IsAlive || process.Command == "sh")), TimeSpan.FromSeconds(2), "no worker lives");
    }

    [Fact]
    public async Task A_stop_leaves_no_process_and_no_group()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Hosting:ShutdownGrace", "00:00:00.500"));
        using var client = supervisor.Client();
        var calls = await MakeBusyAsync(supervisor, client);
        var workers = ProcessTree.Below(supervisor.Id).Where(process => process.Command != "sh").ToList();
        SupervisorGroups.Of(supervisor.Id).Should().NotBeEmpty();

        supervisor.Terminate();
        (await supervisor.ExitAsync(s_limit)).Should().Be(0, supervisor.Output);

        workers.Should().HaveCountGreaterThan(3).And.OnlyContain(process => !process.IsAlive);
        SupervisorGroups.Of(supervisor.Id).Should().BeEmpty();
        await EndsAsync(calls);
    }

    [Fact]
    public async Task A_start_that_fails_after_the_walls_stand_leaves_no_group()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        var start = await RefusedStart.OfAsync(("urls", $"http://127.0.0.1:{port}"));

        start.ExitCode.Should().Be(1);
        start.Errors.Should().Contain(line => line.Contains("Workers are fully isolated")).And.Contain(line => line.Contains(port));
        SupervisorGroups.Of(start.Id).Should().BeEmpty();
    }

    /// <summary>Two workers in loops that do not end, and one that waits.</summary>
    private static async Task<IReadOnlyList<Task>> MakeBusyAsync(SupervisorProcess supervisor, SandboxClient client)
    {
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await client.DeployFileAsync("errors/hangs.js", with => with["limits"] = new JsonObject { ["timeoutMs"] = 600_000 }));
        }

        var calls = ids.Select((id, i) => client.CallAsync(id, i == 0 ? "?how=promise" : "?how=loop")).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count(worker => worker.CpuTicks > 30) >= 2), s_limit, "two workers spin");
        return calls;
    }

    private static async Task<IReadOnlyList<ProcessEntry>> KillBusyAsync(SupervisorProcess supervisor)
    {
        using var client = supervisor.Client();
        var calls = await MakeBusyAsync(supervisor, client);
        var tree = ProcessTree.Below(supervisor.Id);
        tree.Should().HaveCountGreaterThan(3);

        await supervisor.KillAsync();

        await EndsAsync(calls);
        return tree;
    }

    private static async Task EndsAsync(IEnumerable<Task> calls)
    {
        foreach (var call in calls)
        {
            try
            {
                await call.WaitAsync(s_limit);
            }
            catch (HttpRequestException)
            {
                // Cut off, with the supervisor.
            }
        }
    }
}
