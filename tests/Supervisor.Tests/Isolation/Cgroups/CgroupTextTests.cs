using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

public sealed class CgroupTextTests
{
    private const string Events = "low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 1\n";

    [Theory]
    [InlineData(Events, "oom_kill", 2L)]
    [InlineData(Events, "oom", 3L)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 7\n", "oom_kill", 7L)]
    [InlineData("usage_usec 123456\nuser_usec 1\n", "usage_usec", 123456L)]
    [InlineData(Events, "kill", null)]
    [InlineData("oom_kill many\n", "oom_kill", null)]
    [InlineData("oom_kill\n", "oom_kill", null)]
    [InlineData("", "oom_kill", null)]
    [InlineData(null, "oom_kill", null)]
    public void A_field_is_found_by_its_whole_name(string? text, string name, long? value) =>
        CgroupText.Field(text, name).Should().Be(value);

    [Theory]
    [InlineData("4096\n", 4096L)]
    [InlineData("max\n", null)]
    [InlineData(null, null)]
    public void A_file_of_one_number_is_read(string? text, long? value) => CgroupText.Number(text).Should().Be(value);

    [Fact]
    public void Processes_are_listed_once_and_those_of_other_namespaces_as_zero() =>
        CgroupText.Processes("12\n0\n0\n345\n12\n").Should().Equal(12, 0, 345);

    [Fact]
    public void Nothing_is_in_a_group_that_is_gone() => CgroupText.Processes(null).Should().BeEmpty();
}
