using System.Text.Json;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>The walls hold for code that has got past everything of Node's own: each test is one door.</summary>
public abstract class WallTests(Probe probe)
{
    private const int NotPermitted = 1;
    private const int NotImplemented = 38;

    [Fact]
    public void Only_node_its_libraries_and_the_shim_are_seen()
    {
        Texts("root").Should().BeSubsetOf(["dev", "lib", "lib64", "node", "proc", "shim", "usr"]).And.Contain(["node", "proc", "shim"]);
        Texts("devices").Should().Equal("null", "urandom");
    }

    [Theory]
    [InlineData("passwd")]
    [InlineData("home")]
    [InlineData("parentRoot")]
    public void No_file_of_the_machine_can_be_read(string file) => Text(file).Should().Be("ENOENT");

    [Fact]
    public void Nothing_is_mounted_for_writing()
    {
        var writable = probe["mounts"].EnumerateArray()
            .Where(mount => !Part(mount, "options").Split(',').Contains("ro", StringComparer.Ordinal))
            .Select(mount => Part(mount, "target"));

        // Of these, processes and two devices, none keeps what is written to it.
        writable.Should().BeSubsetOf(["/proc", "/dev/null", "/dev/urandom"]);
    }

    [Fact]
    public void The_mounts_tell_no_path_but_those_of_what_is_seen() =>
        probe["mounts"].EnumerateArray().Select(mount => Part(mount, "target"))
            .Where(target => !target.StartsWith("/lib", StringComparison.Ordinal) && !target.StartsWith("/usr/lib", StringComparison.Ordinal) && !target.StartsWith("/proc/", StringComparison.Ordinal))
            .Should().BeEquivalentTo("/", "/node", "/shim", "/proc", "/dev/null", "/dev/urandom");

    [Fact]
    public void No_other_process_is_seen() => Texts("processes").Should().Equal("1", "2");

    [Fact]
    public void The_environment_is_its_own() =>
        Texts("environment").Should().BeEquivalentTo("NODE_ENV=production", "LANG=C.UTF-8", "TZ=UTC", "UV_THREADPOOL_SIZE=1", "PWD=/");

    [Fact]
    public void The_process_around_it_tells_nothing_of_the_machine()
    {
        Texts("parentEnvironment").Select(variable => variable.Split('=')[0]).Should().BeSubsetOf(["NODE_ENV", "LANG", "TZ", "UV_THREADPOOL_SIZE", "PWD"]);
        Texts("parentCommand").Should().Equal("/usr/bin/bwrap", "--args", "8", "--seccomp", "9", "--", "/node", "--no-warnings", "/shim/main.mjs");
    }

    [Fact]
    public void It_is_nobody_on_a_machine_without_a_name()
    {
        Text("host").Should().Be("fn");
        probe["user"].EnumerateArray().Select(id => id.GetInt32()).Should().Equal(65534, 65534, 65534, 65534);
    }

    [Theory]
    [InlineData("CapInh", "0000000000000000")]
    [InlineData("CapPrm", "0000000000000000")]
    [InlineData("CapEff", "0000000000000000")]
    [InlineData("CapBnd", "0000000000000000")]
    [InlineData("CapAmb", "0000000000000000")]
    [InlineData("NoNewPrivs", "1")]
    [InlineData("Seccomp", "2")]
    [InlineData("Seccomp_filters", "1")]
    public void The_kernel_says_of_it(string field, string value) => Part(probe["status"], field).Should().Be(value);

    [Fact]
    public void The_only_network_is_its_own_loopback() => Texts("interfaces").Should().Equal("lo");

    [Fact]
    public void It_inherits_the_standard_streams_the_two_pipes_and_the_shared_memory()
    {
        var descriptors = probe["descriptors"].EnumerateObject().ToDictionary(file => int.Parse(file.Name), file => file.Value.GetString()!);

        descriptors[0].Should().Be("/dev/null");
        Enumerable.Range(1, 4).Select(number => descriptors[number]).Should().AllBe("pipe");
        descriptors[5].Should().Be("/memfd:marks");
        // The rest is libuv's own; the arguments and the filter, in memory too, are closed.
        descriptors.Where(file => file.Key > 5).Select(file => file.Value).Should().BeSubsetOf(["pipe", "anon_inode", "/dev/null", "listing"]);
    }

    [Fact]
    public void Nothing_can_be_opened_for_writing() =>
        probe.All.Where(attempt => attempt.Name.StartsWith("write ", StringComparison.Ordinal) || attempt.Name.StartsWith("create ", StringComparison.Ordinal))
            .Should().HaveCountGreaterThan(10).And.OnlyContain(attempt => attempt.Value.GetString() == "EPERM");

    [Theory]
    [InlineData("mkdir")]
    [InlineData("symlink")]
    [InlineData("link")]
    [InlineData("chmod")]
    [InlineData("rename")]
    [InlineData("unlink")]
    [InlineData("growSharedMemory")]
    public void No_file_can_be_changed_by(string way) => Text(way).Should().Be("EPERM");

    [Theory]
    [InlineData("tcp")]
    [InlineData("listen")]
    [InlineData("abstractSocket")]
    [InlineData("spawn")]
    public void There_is_no_way_out_by(string way) => Text(way).Should().Be("EPERM");

    [Theory]
    [InlineData("socket")]
    [InlineData("socketpair")]
    [InlineData("connect")]
    [InlineData("kill")]
    [InlineData("killInit")]
    [InlineData("signalThread")]
    [InlineData("ptrace")]
    [InlineData("processVmReadv")]
    [InlineData("unshare")]
    [InlineData("unshareUser")]
    [InlineData("setns")]
    [InlineData("mount")]
    [InlineData("umount")]
    [InlineData("pivotRoot")]
    [InlineData("chroot")]
    [InlineData("bpf")]
    [InlineData("perf")]
    [InlineData("keyctl")]
    [InlineData("userfaultfd")]
    [InlineData("seccomp")]
    [InlineData("symlink")]
    [InlineData("link")]
    [InlineData("chmod")]
    [InlineData("fchmod")]
    [InlineData("setuid")]
    [InlineData("capset")]
    [InlineData("memfdCreate")]
    [InlineData("execveat")]
    [InlineData("cloneNamespace")]
    [InlineData("fork")]
    [InlineData("setLimit")]
    [InlineData("pipeSize")]
    [InlineData("terminalInput")]
    [InlineData("dumpable")]
    public void The_kernel_refuses(string call) => probe["kernel"].GetProperty(call).GetInt32().Should().Be(NotPermitted);

    [Theory]
    [InlineData("ioUring")]
    [InlineData("clone3")]
    public void The_kernel_seems_to_lack(string call) => probe["kernel"].GetProperty(call).GetInt32().Should().Be(NotImplemented);

    [Fact]
    public void Nothing_but_node_can_be_run()
    {
        const int NoSuchFile = 2;
        const int NoAccess = 13;

        probe["runShell"].GetInt32().Should().Be(NoSuchFile);
        probe["runShim"].GetInt32().Should().Be(NoAccess);
        // What can be written could else be a program.
        probe["runSharedMemory"].GetInt32().Should().Be(NoAccess);
    }

    [Fact]
    public void What_a_function_needs_works_behind_the_walls() =>
        probe.All.Where(attempt => attempt.Name.StartsWith("works ", StringComparison.Ordinal))
            .Should().HaveCountGreaterThan(8).And.OnlyContain(attempt => attempt.Value.ValueKind == JsonValueKind.True);

    private static string Part(JsonElement of, string name) => of.GetProperty(name).GetString()!;

    private string Text(string name) => probe[name].GetString()!;

    private IEnumerable<string> Texts(string name) => probe[name].EnumerateArray().Select(item => item.GetString()!);
}

/// <summary>The walls around a worker of the user who runs the tests.</summary>
public sealed class OwnWallTests(OwnProbe probe) : WallTests(probe), IClassFixture<OwnProbe>;

/// <summary>The walls around a worker of a user without any privilege.</summary>
public sealed class NobodysWallTests(NobodysProbe probe) : WallTests(probe), IClassFixture<NobodysProbe>;
