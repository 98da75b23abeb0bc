using Xunit.Abstractions;

namespace MolnOS.Sandbox.EndToEnd.Tests.Hostile;

/// <summary>Node's permission model stands in one process with the code it guards; without it the kernel's walls must hold alone.</summary>
public sealed class KernelWallTests(AttackOnKernelWalls run, ITestOutputHelper output) : IClassFixture<AttackOnKernelWalls>
{
    [Fact]
    public void No_attack_escapes_when_only_the_kernels_walls_stand()
    {
        output.WriteLine(run.Report);

        run.Missing.Should().ContainEquivalentOf("permissions").And.NotContainEquivalentOf("bubblewrap");
        run.Findings("ESCAPED").Where(finding => finding["needs"]?.GetValue<string>() != "permissions").Select(AttackRun.Describe).Should().BeEmpty();
    }

    [Fact]
    public void Every_attack_is_stopped_by_something_that_it_ran_into() =>
        run.Findings("UNCLEAR").Select(AttackRun.Describe).Should().BeEmpty();
}
