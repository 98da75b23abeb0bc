using Xunit.Abstractions;

namespace MolnOS.Sandbox.EndToEnd.Tests.Hostile;

/// <summary>Functions that try to get out, to bring the supervisor down or to harm their neighbours; see <c>tests/functions/hostile</c>.</summary>
public sealed class AttackTests(AttackOnAllWalls run, ITestOutputHelper output) : IClassFixture<AttackOnAllWalls>
{
    [Fact]
    public void No_attack_escapes()
    {
        output.WriteLine(run.Report);

        // Without the kernel's walls some do, and are known to; with them, none.
        run.Findings("ESCAPED").Where(finding => run.Level == "full" || finding["needs"]?.GetValue<string>() != "kernel").Select(AttackRun.Describe).Should().BeEmpty();
    }

    [Fact]
    public void Every_attack_ends_in_the_answer_that_it_must_end_in()
    {
        run.Result["findings"]!.AsArray().Should().HaveCountGreaterThan(150);
        run.Findings("UNCLEAR").Select(AttackRun.Describe).Should().BeEmpty();
    }

    [Fact]
    public void The_supervisor_outlives_every_attack()
    {
        run.IsSupervisorAlive.Should().BeTrue(run.Report);
        run.Result["restarts"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void A_neighbour_keeps_every_call_and_its_stream_while_others_attack()
    {
        run.Result["busy"]!["failed"]!.AsArray().Select(failure => failure!.GetValue<string>()).Should().BeEmpty();
        run.Result["neighbourFault"].Should().BeNull();
        run.Result["busy"]!["calls"]!.GetValue<int>().Should().BeGreaterThan(100);
    }

    [Fact]
    public void The_supervisors_memory_stays_bounded_under_every_attack()
    {
        var memory = run.Result["memory"]!.AsArray().Select(mb => mb!.GetValue<double>()).ToList();

        memory.Should().OnlyContain(mb => mb > 0);
        memory.Max().Should().BeLessThan(memory[0] + 512, "a frame has 32 MiB at most, and a handful of workers attack at once");
    }

    [Fact]
    public void Nothing_that_a_function_prints_shows_among_the_supervisors_own_lines() =>
        run.SupervisorOutput.Should().NotContain("forged-by-");

    [Fact]
    public async Task Every_attack_gets_out_where_no_wall_stands()
    {
        var (exitCode, printed) = await AttackRun.RunAsync("control.mjs");

        exitCode.Should().Be(0, printed);
    }
}
