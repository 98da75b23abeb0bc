using MolnOS.Sandbox.Isolation.Cgroups;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

/// <summary>Where a supervisor settles in version 1.</summary>
public sealed class LegacyOpeningTests : IDisposable
{
    // Not even root makes folders here.
    private const string Sealed = "/sys/kernel";

    private static readonly SupervisorMark s_mark = new(4026531836, 100, 5000);
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void It_has_a_folder_in_each_hierarchy_and_stays_where_it_is()
    {
        var tree = Open(new() { ["pids"] = Group("p"), ["memory"] = Group("m"), ["cpu"] = Group("c"), ["cpuacct"] = Group("c") })
            .Should().BeOfType<CgroupProbe.Ready>().Subject.Tree;

        tree.Base.All.Should().Equal(new[] { "p", "m", "c" }.Select(name => $"{_folder.Path}/{name}/{s_mark.FolderName}"));
        tree.Base.All.Should().OnlyContain(folder => Directory.Exists(folder));
        tree.LimitsCpu.Should().BeTrue();
    }

    [Fact]
    public void Without_memory_it_leaves_nothing_behind_and_says_what_to_do()
    {
        var part = Open(new() { ["pids"] = Group("p"), ["memory"] = Sealed })
            .Should().BeOfType<CgroupProbe.Missing>().Subject.Parts.Should().ContainSingle().Subject;

        part.What.Should().Contain("permission denied");
        part.Remedy.Should().ContainAll("chown", "root");
        Directory.EnumerateDirectories(Group("p")).Should().BeEmpty();
    }

    [Fact]
    public void Without_the_processor_controllers_it_opens_and_says_so()
    {
        Open(new() { ["pids"] = Group("p"), ["memory"] = Group("m"), ["cpu"] = Sealed })
            .Should().BeOfType<CgroupProbe.Ready>().Subject.Tree.LimitsCpu.Should().BeFalse();
    }

    [Fact]
    public void A_program_that_replaced_itself_finds_its_folder_again()
    {
        var groups = new Dictionary<string, string>(StringComparer.Ordinal) { ["pids"] = Group("p"), ["memory"] = Group("m") };
        Open(groups);

        Open(groups).Should().BeOfType<CgroupProbe.Ready>();
    }

    private static CgroupProbe Open(Dictionary<string, string> groups) =>
        LegacyOpening.Open(CgroupFolders.Legacy(groups), s_mark, CgroupFiles.Write, TimeProvider.System);

    private string Group(string name) => Directory.CreateDirectory($"{_folder.Path}/{name}").FullName;
}
