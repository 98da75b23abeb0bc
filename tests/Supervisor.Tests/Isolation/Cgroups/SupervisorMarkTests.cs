using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

public sealed class SupervisorMarkTests
{
    private static readonly SupervisorMark s_own = SupervisorMark.OfThisProcess();

    [Fact]
    public void The_name_of_a_folder_says_whose_it_is()
    {
        var mark = new SupervisorMark(4026531836, 1234, 987654321);

        mark.FolderName.Should().Be("molnos-sandbox-4026531836-1234-987654321");
        SupervisorMark.Parse(mark.FolderName).Should().Be(mark);
    }

    [Theory]
    [InlineData("supervisor")]
    [InlineData("molnos-sandbox.service")]
    [InlineData("molnos-sandbox-1-2")]
    [InlineData("molnos-sandbox-1-2-3-4")]
    [InlineData("molnos-sandbox-1-+2-3")]
    [InlineData("my-molnos-sandbox-1-2-3")]
    public void A_folder_of_somebody_else_is_nobodys_mark(string name) => SupervisorMark.Parse(name).Should().BeNull();

    [Fact]
    public void We_live() => s_own.IsDead(s_own.PidNamespace).Should().BeFalse();

    [Fact]
    public void A_later_process_with_our_id_is_not_us() =>
        (s_own with { StartTicks = s_own.StartTicks - 1 }).IsDead(s_own.PidNamespace).Should().BeTrue();

    [Fact]
    public void An_id_that_nothing_has_is_dead() =>
        (s_own with { Pid = 4_194_305 }).IsDead(s_own.PidNamespace).Should().BeTrue();

    [Fact]
    public void Nothing_is_said_about_another_process_namespace() =>
        (s_own with { Pid = 4_194_305, PidNamespace = 1 }).IsDead(s_own.PidNamespace).Should().BeFalse();

    [Theory]
    [InlineData("7 (a b) c) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 1000 200", 4711L)]
    [InlineData("7 (node) Z 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 0 0", null)]
    [InlineData("7 (node) S 1", null)]
    [InlineData("", null)]
    public void The_start_of_a_process_is_read_past_any_name(string stat, long? ticks) => SupervisorMark.StartOf(stat).Should().Be(ticks);
}
