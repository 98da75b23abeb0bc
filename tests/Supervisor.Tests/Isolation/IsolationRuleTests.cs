using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation;

public sealed class IsolationRuleTests
{
    private static readonly MissingWall s_noBubblewrap = new(Wall.Bubblewrap, "bubblewrap is missing: apt-get install bubblewrap");
    private static readonly MissingWall s_noGroups = new(Wall.Cgroup, "no control groups: run as a service");

    [Theory]
    [InlineData(nameof(IsolationSetting.Auto))]
    [InlineData(nameof(IsolationSetting.Full))]
    [InlineData(nameof(IsolationSetting.Degraded))]
    public void Where_everything_is_there_every_wall_stands(string setting)
    {
        var choice = Decide(setting).Should().BeOfType<IsolationChoice.Chosen>().Subject;

        choice.Level.Should().Be("full");
        choice.Walls.Should().Be(Wall.All);
        choice.Missing.Should().BeEmpty();
    }

    [Theory]
    [InlineData(nameof(IsolationSetting.Auto))]
    [InlineData(nameof(IsolationSetting.Full))]
    public void Where_something_is_missing_the_start_is_refused_in_one_line_with_every_remedy(string setting)
    {
        var why = Decide(setting, [s_noBubblewrap, s_noGroups]).Should().BeOfType<IsolationChoice.Refused>().Subject.Why;

        why.Should().Contain("apt-get install bubblewrap").And.Contain("run as a service").And.NotContain("\n");
    }

    [Fact]
    public void Degraded_goes_without_what_is_missing_and_says_so()
    {
        var choice = Decide(nameof(IsolationSetting.Degraded), [s_noGroups]).Should().BeOfType<IsolationChoice.Chosen>().Subject;

        choice.Level.Should().Be("degraded");
        choice.Walls.Should().Be(Wall.All & ~Wall.Cgroup);
        choice.Missing.Should().Equal(s_noGroups);
    }

    [Fact]
    public void Without_bubblewrap_there_is_nobody_to_load_the_filter()
    {
        var choice = Decide(nameof(IsolationSetting.Degraded), [s_noBubblewrap]).Should().BeOfType<IsolationChoice.Chosen>().Subject;

        choice.Walls.Should().Be(Wall.Cgroup | Wall.Permissions);
        choice.Missing.Select(wall => wall.Wall).Should().Equal(Wall.Bubblewrap, Wall.Seccomp);
    }

    [Fact]
    public void None_is_for_development_and_names_every_wall_as_missing()
    {
        Decide(nameof(IsolationSetting.None)).Should().BeOfType<IsolationChoice.Refused>();

        var choice = Decide(nameof(IsolationSetting.None), isProduction: false).Should().BeOfType<IsolationChoice.Chosen>().Subject;
        choice.Level.Should().Be("none");
        choice.Walls.Should().Be(Wall.Permissions);
        choice.Missing.Select(wall => wall.Wall).Should().Equal(Wall.Bubblewrap, Wall.Seccomp, Wall.Cgroup);
    }

    [Fact]
    public void A_test_may_leave_a_wall_out_but_never_in_production()
    {
        Decide(nameof(IsolationSetting.Auto), off: Wall.Seccomp).Should().BeOfType<IsolationChoice.Refused>();

        var choice = Decide(nameof(IsolationSetting.Auto), off: Wall.Seccomp, isProduction: false).Should().BeOfType<IsolationChoice.Chosen>().Subject;
        choice.Level.Should().Be("degraded");
        choice.Walls.Should().Be(Wall.All & ~Wall.Seccomp);
        choice.Missing.Should().ContainSingle().Which.Wall.Should().Be(Wall.Seccomp);
    }

    private static IsolationChoice Decide(string setting, MissingWall[]? missing = null, Wall off = Wall.None, bool isProduction = true) =>
        IsolationRule.Decide(new IsolationRequest(Enum.Parse<IsolationSetting>(setting), off, isProduction), missing ?? []);
}
