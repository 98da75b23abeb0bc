using System.Text.Json.Nodes;
using MolnOS.Sandbox.EndToEnd.Tests.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>A supervisor that is not root: in groups that were handed to its user it has every wall, without them it does not start.</summary>
[Collection(QuietMachine.Collection)]
public sealed class UnprivilegedSupervisorTests : IAsyncLifetime
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);
    private UnprivilegedUser? _user;

    private UnprivilegedUser User => _user!;

    public async Task InitializeAsync() => _user = await UnprivilegedUser.WithGroupsAsync();

    public async Task DisposeAsync() => await User.DisposeAsync();

    [Fact]
    public async Task In_delegated_groups_isolation_is_full_a_function_runs_its_memory_is_bounded_and_nothing_is_left()
    {
        await using var supervisor = await SupervisorProcess.StartThroughAsync(User.ThroughGroups, User.Home);
        using var client = supervisor.Client();

        (await Readiness.OfAsync(client)).Level.Should().Be("full");
        var id = await client.DeployFileAsync("errors/bombs.js", with => with["limits"] = new JsonObject { ["memoryMb"] = 64, ["timeoutMs"] = 60_000 });
        (await client.CallAsync(id)).Status.Should().Be(200);
        var worker = OutsideView.Of(supervisor, memoryMb: 64);
        worker.Status("Uid").Split('\t').Should().AllBe($"{User.Id}");
        worker.Status("Seccomp").Should().Be("2");
        worker.Groups.All.Select(folder => Path.GetDirectoryName(Path.GetDirectoryName(folder))).Should().BeEquivalentTo(User.Groups);

        var answer = await client.CallAsync(id, "?how=buffers");

        answer.Status.Should().Be(502, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain("memory");
        supervisor.Terminate();
        (await supervisor.ExitAsync(s_limit)).Should().Be(0, supervisor.Output);
        ProcessTree.OfUser(User.Id).Should().BeEmpty();
        User.Groups.SelectMany(Directory.EnumerateDirectories).Should().BeEmpty();
    }

    [Fact]
    public async Task Without_groups_of_its_own_it_is_refused_in_one_line_that_says_what_to_do()
    {
        var start = await RefusedStart.OfAsync(User.Through, User.Home);

        start.ExitCode.Should().Be(1);
        start.Output.Should().BeEmpty();
        start.Errors.Should().ContainSingle().Which.Should().StartWith("MolnOS Sandbox cannot start: ")
            .And.Contain("permission denied: for each of memory, pids, cpu and cpuacct make a group, chown it to this user and start the supervisor in it");
    }
}
