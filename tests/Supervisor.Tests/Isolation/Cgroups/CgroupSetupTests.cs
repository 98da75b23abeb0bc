using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

/// <summary>The texts of /proc of the machines we know, and the place that we see in them.</summary>
public sealed class CgroupSetupTests
{
    private const string UnifiedMount = "30 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n";

    private const string HybridMounts =
        """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    [Theory]
    [InlineData("0::/system.slice/molnos-sandbox.service", "/sys/fs/cgroup/system.slice/molnos-sandbox.service")]
    [InlineData("0::/system.slice/molnos-sandbox.service/supervisor", "/sys/fs/cgroup/system.slice/molnos-sandbox.service/supervisor")]
    [InlineData("0::/user.slice/user-0.slice/session-3.scope", "/sys/fs/cgroup/user.slice/user-0.slice/session-3.scope")]
    [InlineData("0::/", "/sys/fs/cgroup")]
    public void A_machine_with_version_2_alone_shows_our_group(string membership, string folder)
    {
        var setup = Find(UnifiedMount, membership);

        setup.Should().BeEquivalentTo(new CgroupSetup.Unified(folder, "/sys/fs/cgroup"));
    }

    [Fact]
    public void A_hybrid_machine_is_used_by_the_version_that_has_the_memory_controller()
    {
        var setup = Find(HybridMounts, "9:name=systemd:/\n8:pids:/\n4:memory:/jobs/a\n2:cpuacct:/\n1:cpu:/\n0::/\n");

        var own = setup.Should().BeOfType<CgroupSetup.Legacy>().Subject.Own;
        own.Of("memory").Should().Be("/sys/fs/cgroup/memory/jobs/a");
        own.Of("pids").Should().Be("/sys/fs/cgroup/pids");
        own.Of("cpu").Should().Be("/sys/fs/cgroup/cpu");
        own.Of("cpuacct").Should().Be("/sys/fs/cgroup/cpuacct");
    }

    [Fact]
    public void A_container_on_version_1_sees_its_own_group_at_the_mount_point()
    {
        var setup = Find(
            """
            713 712 0:32 /docker/4f2c /sys/fs/cgroup/cpu,cpuacct ro,nosuid,nodev,noexec,relatime master:13 - cgroup cgroup rw,cpu,cpuacct
            716 712 0:35 /docker/4f2c /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:16 - cgroup cgroup rw,memory
            718 712 0:38 /docker/4f2c /sys/fs/cgroup/pids ro,nosuid,nodev,noexec,relatime master:20 - cgroup cgroup rw,pids
            """,
            "6:pids:/docker/4f2c\n5:cpu,cpuacct:/docker/4f2c\n3:memory:/docker/4f2c/below\n1:name=systemd:/docker/4f2c\n0::/system.slice/containerd.service\n");

        var own = setup.Should().BeOfType<CgroupSetup.Legacy>().Subject.Own;
        own.Of("memory").Should().Be("/sys/fs/cgroup/memory/below");
        own.All.Should().BeEquivalentTo("/sys/fs/cgroup/memory/below", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/cpu,cpuacct");
    }

    [Fact]
    public void A_cgroup_namespace_shows_its_root_as_the_top()
    {
        var setup = Find("900 880 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate\n", "0::/app\n");

        setup.Should().BeEquivalentTo(new CgroupSetup.Unified("/sys/fs/cgroup/app", "/sys/fs/cgroup"));
    }

    [Theory]
    [InlineData("0::/../../system.slice/other.service")]
    [InlineData("0::/system.slice/removed.service (deleted)")]
    public void A_group_that_does_not_show_is_reported_and_not_guessed(string membership)
    {
        Find(UnifiedMount, membership).Should().BeOfType<CgroupSetup.Absent>().Which.Part.What.Should().Contain("is not mounted here");
    }

    [Fact]
    public void A_mount_of_a_neighbouring_group_is_not_taken_for_ours()
    {
        var setup = Find("900 880 0:26 /docker/4f2 /sys/fs/cgroup rw - cgroup2 cgroup rw\n", "0::/docker/4f2c\n");

        setup.Should().BeOfType<CgroupSetup.Absent>();
    }

    [Fact]
    public void Of_two_mounts_the_writable_one_is_taken()
    {
        var setup = Find("30 23 0:26 / /sys/fs/cgroup ro - cgroup2 cgroup2 rw\n31 23 0:26 / /run/cgroup rw - cgroup2 cgroup2 rw\n", "0::/a\n");

        setup.Should().BeEquivalentTo(new CgroupSetup.Unified("/run/cgroup/a", "/run/cgroup"));
    }

    [Fact]
    public void A_mount_under_another_at_the_same_point_is_not_seen()
    {
        var setup = Find(UnifiedMount + "99 23 0:77 / /sys/fs/cgroup ro - tmpfs tmpfs ro\n", "0::/a\n");

        setup.Should().BeOfType<CgroupSetup.Absent>();
    }

    [Fact]
    public void Escaped_signs_of_a_mount_are_read()
    {
        var mount = CgroupMount.Parse(@"30 23 0:26 /system-a\134x2db.slice /mnt/with\040blank rw - cgroup2 cgroup2 rw").Single();

        mount.Point.Should().Be("/mnt/with blank");
        mount.FolderOf(@"/system-a\x2db.slice/c").Should().Be("/mnt/with blank/c");
    }

    [Fact]
    public void A_unit_name_that_systemd_escaped_is_a_good_place()
    {
        Find(UnifiedMount, @"0::/system.slice/system-molnos\x2dsandbox.slice/molnos-sandbox@1.service").Should().BeOfType<CgroupSetup.Unified>();
    }

    [Theory]
    [InlineData("0::/a b")]
    [InlineData("0::/$(reboot)")]
    [InlineData("0::/a'b")]
    [InlineData("0::/a;b")]
    public void A_path_with_signs_of_the_shell_is_refused(string membership)
    {
        Find(UnifiedMount, membership).Should().BeOfType<CgroupSetup.Absent>().Which.Part.What.Should().Contain("not handed to a shell");
    }

    [Fact]
    public void A_path_of_version_1_with_signs_of_the_shell_is_refused()
    {
        Find(HybridMounts, "8:pids:/\n4:memory:/a`b`\n0::/\n").Should().BeOfType<CgroupSetup.Absent>().Which.Part.What.Should().Contain("not handed to a shell");
    }

    [Fact]
    public void Version_1_without_the_pids_controller_is_not_enough()
    {
        Find(HybridMounts, "4:memory:/\n1:cpu:/\n0::/\n").Should().BeOfType<CgroupSetup.Absent>().Which.Part.What.Should().Contain("pids");
    }

    [Fact]
    public void Version_1_does_without_the_processor_controllers()
    {
        Find(HybridMounts, "8:pids:/\n4:memory:/\n0::/\n").Should().BeOfType<CgroupSetup.Legacy>().Which.Own.Of("cpu").Should().BeNull();
    }

    [Fact]
    public void A_kernel_without_groups_says_what_to_boot()
    {
        Find("", "").Should().BeOfType<CgroupSetup.Absent>().Which.Part.Remedy.Should().Contain("boot");
    }

    private static CgroupSetup Find(string mounts, string memberships) =>
        CgroupSetup.Find(CgroupMount.Parse(mounts), CgroupMembership.Parse(memberships));
}
