using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Cgroups;

/// <summary>Which values are written into which files, in which order.</summary>
public sealed class CgroupDialectTests
{
    private static readonly CgroupFolders s_unified = CgroupFolders.Unified("/g", ["memory", "pids", "cpu"]);

    private static readonly CgroupFolders s_legacy = CgroupFolders.Legacy(new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["pids"] = "/p",
        ["memory"] = "/m",
        ["cpu"] = "/c",
        ["cpuacct"] = "/c",
    });

    [Fact]
    public void Version_2_is_told_memory_processes_weight_and_quota() =>
        Written(new UnifiedDialect(), s_unified, new(201_326_592, 64, 0.5, 200)).Should().Equal(
            "/g/memory.max=201326592",
            "/g/memory.swap.max=0",
            "/g/memory.oom.group=1",
            "/g/pids.max=64",
            "/g/cpu.weight=200",
            "/g/cpu.max=50000 100000");

    [Fact]
    public void Without_a_quota_version_2_takes_an_earlier_one_back() =>
        Written(new UnifiedDialect(), s_unified, new(4096, 64)).Should().EndWith(["/g/cpu.weight=100", "/g/cpu.max=max 100000"]);

    [Fact]
    public void Version_2_writes_nothing_for_a_controller_that_it_lacks() =>
        Written(new UnifiedDialect(), CgroupFolders.Unified("/g", ["memory", "pids"]), new(4096, 64)).Should().NotContain(line => line.Contains("cpu"));

    [Fact]
    public void Version_1_is_told_the_same_in_its_own_words() =>
        Written(new LegacyDialect(), s_legacy, new(201_326_592, 64, 1.5, 50)).Should().Equal(
            "/m/memory.memsw.limit_in_bytes=201326592",
            "/m/memory.limit_in_bytes=201326592",
            "/m/memory.memsw.limit_in_bytes=201326592",
            "/p/pids.max=64",
            "/c/cpu.shares=512",
            "/c/cpu.cfs_period_us=100000",
            "/c/cpu.cfs_quota_us=150000");

    [Fact]
    public void Without_a_quota_version_1_takes_an_earlier_one_back() =>
        Written(new LegacyDialect(), s_legacy, new(4096, 64)).Should().EndWith("/c/cpu.cfs_quota_us=-1");

    [Theory]
    [InlineData(1, 10)]
    [InlineData(100, 1024)]
    [InlineData(10_000, 102_400)]
    public void A_weight_becomes_shares(int weight, int shares) =>
        Written(new LegacyDialect(), s_legacy, new(4096, 64, null, weight)).Should().Contain($"/c/cpu.shares={shares}");

    [Fact]
    public void Only_what_the_wall_can_stand_without_may_fail()
    {
        var limits = new CgroupLimits(4096, 64, 1);

        new UnifiedDialect().Settings(s_unified, limits).Concat(new LegacyDialect().Settings(s_legacy, limits))
            .Where(setting => setting.Need is not SettingNeed.Must).Select(setting => Path.GetFileName(setting.Path)).Distinct()
            .Should().Equal("memory.swap.max", "memory.oom.group", "memory.memsw.limit_in_bytes", "cpu.cfs_period_us");
    }

    [Theory]
    [InlineData(0, 1, null, 100)]
    [InlineData(-1, 1, null, 100)]
    [InlineData(4096, 0, null, 100)]
    [InlineData(4096, -1, null, 100)]
    [InlineData(4096, 1, 0.0, 100)]
    [InlineData(4096, 1, double.NaN, 100)]
    [InlineData(4096, 1, double.PositiveInfinity, 100)]
    [InlineData(4096, 1, null, 0)]
    [InlineData(4096, 1, null, 10_001)]
    public void A_limit_that_limits_nothing_cannot_be_made(long memory, int pids, double? cores, int weight)
    {
        var make = () => new CgroupLimits(memory, pids, cores, weight);

        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static IEnumerable<string> Written(CgroupDialect dialect, CgroupFolders group, CgroupLimits limits) =>
        dialect.Settings(group, limits).Select(setting => $"{setting.Path}={setting.Value}");
}
