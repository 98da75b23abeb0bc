using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

public sealed class CgroupFailureTests
{
    [Theory]
    [InlineData(16, CgroupFault.Busy)]
    [InlineData(39, CgroupFault.Busy)]
    [InlineData(95, CgroupFault.Busy)]
    [InlineData(28, CgroupFault.Full)]
    [InlineData(11, CgroupFault.Full)]
    [InlineData(22, CgroupFault.Refused)]
    [InlineData(30, CgroupFault.ReadOnly)]
    [InlineData(19, CgroupFault.Gone)]
    [InlineData(5, CgroupFault.Other)]
    public void The_kernels_numbers_have_names(int errno, object fault) =>
        CgroupFailure.From(new IOException("text", errno), "make", "/g")!.Fault.Should().Be((CgroupFault)fault);

    [Fact]
    public void A_refused_permission_is_said() =>
        CgroupFailure.From(new UnauthorizedAccessException(), "make", "/g")!.ToString().Should().Be("cannot make /g: permission denied");

    [Fact]
    public void A_folder_that_may_not_be_made_or_removed_is_a_value()
    {
        // Not even root makes or removes folders here.
        CgroupFiles.Make("/sys/kernel/molnos")!.Fault.Should().Be(CgroupFault.Denied);
        CgroupFiles.Remove("/sys/kernel")!.Fault.Should().Be(CgroupFault.Denied);
    }

    [Fact]
    public void A_bug_is_no_failure_of_the_kernel() =>
        CgroupFailure.From(new InvalidOperationException(), "make", "/g").Should().BeNull();

    [Fact]
    public void Writing_into_a_group_that_is_gone_is_a_value() =>
        CgroupFiles.Write("/sys/nowhere/cgroup.procs", "0")!.Fault.Should().Be(CgroupFault.Gone);

    [Fact]
    public void Removing_a_group_that_is_gone_is_done() => CgroupFiles.Remove("/sys/nowhere").Should().BeNull();

    [Fact]
    public void Every_failure_at_the_start_has_its_remedy()
    {
        foreach (var fault in Enum.GetValues<CgroupFault>())
        {
            var failure = new CgroupFailure(fault, "make", "/g");

            CgroupAdvice.ForUnified(failure).Remedy.Should().NotBeEmpty();
            CgroupAdvice.ForLegacy(failure).Remedy.Should().NotBeEmpty();
        }
    }
}
