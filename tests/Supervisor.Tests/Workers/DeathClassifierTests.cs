using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class DeathClassifierTests
{
    [Theory]
    [InlineData(0, "it exited with code 0")]
    [InlineData(70, "it exited with code 70")]
    public void An_exit_of_its_own_is_a_crash_whatever_the_code(int code, string description)
    {
        var death = Classify(exitCode: code);

        death.Reason.Should().Be(DeathReason.Exited);
        death.Description.Should().Be(description);
        death.IsCrash.Should().BeTrue();
    }

    [Fact]
    public void A_signal_that_was_not_ours_is_named()
    {
        var death = Classify(exitCode: 128 + 11);

        death.Reason.Should().Be(DeathReason.Signaled);
        death.Description.Should().Be("it was ended by SIGSEGV");
    }

    [Fact]
    public void An_abort_with_a_full_heap_is_out_of_memory_but_another_abort_is_not()
    {
        Classify(exitCode: 134, lines: ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"])
            .Reason.Should().Be(DeathReason.Memory);
        Classify(exitCode: 134, lines: ["assertion failed"]).Reason.Should().Be(DeathReason.Signaled);
    }

    [Fact]
    public void A_worker_of_which_the_kernel_killed_something_for_want_of_memory_is_out_of_memory_however_it_ended()
    {
        var evidence = new DeathEvidence(null, "garbage", 137, []) { HasRunOutOfMemory = true };

        DeathClassifier.Classify(evidence).Reason.Should().Be(DeathReason.Memory);
        DeathClassifier.Classify(evidence with { KilledFor = DeathReason.Deadline }).Reason.Should().Be(DeathReason.Deadline);
    }

    [Fact]
    public void The_deadline_comes_before_everything_else()
    {
        var death = Classify(DeathReason.Deadline, "garbage", 134, ["heap out of memory"]);

        death.Reason.Should().Be(DeathReason.Deadline);
        death.IsCrash.Should().BeFalse();
    }

    [Fact]
    public void Memory_comes_before_a_broken_rule_and_a_broken_rule_before_the_exit()
    {
        Classify(DeathReason.Memory, "garbage", 137).Reason.Should().Be(DeathReason.Memory);
        Classify(violation: "garbage", exitCode: 137).Reason.Should().Be(DeathReason.Violation);
    }

    [Fact]
    public void A_worker_that_was_let_go_did_not_crash()
    {
        Classify(DeathReason.Retired, exitCode: 137).IsCrash.Should().BeFalse();
        Classify(DeathReason.Stopping, exitCode: 137).IsCrash.Should().BeFalse();
    }

    [Fact]
    public void The_last_lines_it_printed_go_with_it()
    {
        Classify(exitCode: 1, lines: ["a", "b"]).LastLines.Should().Equal("a", "b");
    }

    private static WorkerDeath Classify(
        DeathReason? killedFor = null, string? violation = null, int exitCode = 0, IReadOnlyList<string>? lines = null) =>
        DeathClassifier.Classify(new DeathEvidence(killedFor, violation, exitCode, lines ?? []));
}
