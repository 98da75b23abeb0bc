using System.Runtime.InteropServices;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>What no worker may ask of the kernel, and what it may ask only in part.</summary>
public sealed class RefusedCallsTests
{
    private const ulong ThreadFlags = 0x003d_0f00;

    public static TheoryData<string, Architecture, uint> Dangerous { get; } = Refused();

    public static TheoryData<Architecture, uint> Clones { get; } = new() { { Architecture.X64, 56 }, { Architecture.Arm64, 220 } };

    [Theory]
    [MemberData(nameof(Dangerous))]
    public void A_call_that_reaches_beyond_the_worker_fails(string name, Architecture architecture, uint number) =>
        Judge.Ask(architecture, number, 1, 2, 3, 4, 5, 6).Should().Be(number < 424 ? Judge.NotPermitted : Judge.NotImplemented, name);

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Clone3_looks_missing_so_that_libraries_take_clone(Architecture architecture) =>
        Judge.Ask(architecture, 435).Should().Be(Judge.NotImplemented);

    [Theory]
    [MemberData(nameof(Clones))]
    public void Only_a_thread_can_be_cloned(Architecture architecture, uint clone)
    {
        Judge.Ask(architecture, clone, ThreadFlags).Should().Be(Judge.Allow);

        // One flag less or one more is something else.
        for (var bit = 0; bit < 64; bit++)
        {
            Judge.Ask(architecture, clone, ThreadFlags ^ (1ul << bit)).Should().Be(Judge.NotPermitted, "bit {0} differs", bit);
        }
    }

    [Theory]
    [InlineData(0x11ul, "fork")]
    [InlineData(0x4111ul, "vfork")]
    [InlineData(0x0120_0011ul, "fork of glibc")]
    [InlineData(0x1000_0011ul, "a user namespace")]
    [InlineData(0x1001_0000ul, "a thread in a user namespace")]
    [InlineData(0x2000_0011ul, "a pid namespace")]
    [InlineData(0x4000_0011ul, "a network namespace")]
    [InlineData(0x403d_0f00ul, "a thread in a network namespace")]
    [InlineData(0x0002_0011ul, "a mount namespace")]
    [InlineData(0x003d_2f00ul, "a traced thread")]
    [InlineData(0x1_0000_0000ul | ThreadFlags, "a flag in the upper word")]
    [InlineData(0ul, "nothing")]
    public void A_process_or_a_namespace_cannot_be_cloned(ulong flags, string what)
    {
        Judge.Ask(Architecture.X64, 56, flags).Should().Be(Judge.NotPermitted, what);
        Judge.Ask(Architecture.Arm64, 220, flags).Should().Be(Judge.NotPermitted, what);
    }

    [Theory]
    [InlineData(0x5421ul, Judge.Allow, "FIONBIO")]
    [InlineData(0x5451ul, Judge.Allow, "FIOCLEX")]
    [InlineData(0x5450ul, Judge.Allow, "FIONCLEX")]
    [InlineData(0x5401ul, Judge.Allow, "TCGETS")]
    [InlineData(0x5412ul, Judge.NotPermitted, "TIOCSTI")]
    [InlineData(0x541cul, Judge.NotPermitted, "TIOCLINUX")]
    [InlineData(0x5413ul, Judge.NotPermitted, "TIOCGWINSZ")]
    [InlineData(0xb701ul, Judge.NotPermitted, "NS_GET_USERNS")]
    [InlineData(0x4020_940dul, Judge.NotPermitted, "FICLONERANGE")]
    [InlineData(0x8933ul, Judge.NotPermitted, "SIOCGIFINDEX")]
    public void Only_four_ways_of_ioctl_are_open(ulong command, uint verdict, string name)
    {
        Judge.Ask(Architecture.X64, 16, 3, command).Should().Be(verdict, name);
        Judge.Ask(Architecture.Arm64, 29, 3, command).Should().Be(verdict, name);
    }

    [Theory]
    [InlineData(15ul, Judge.Allow, "PR_SET_NAME")]
    [InlineData(0x5356_4d41ul, Judge.Allow, "PR_SET_VMA")]
    [InlineData(1ul, Judge.NotPermitted, "PR_SET_PDEATHSIG")]
    [InlineData(4ul, Judge.NotPermitted, "PR_SET_DUMPABLE")]
    [InlineData(22ul, Judge.NotPermitted, "PR_SET_SECCOMP")]
    [InlineData(24ul, Judge.NotPermitted, "PR_CAPBSET_DROP")]
    [InlineData(35ul, Judge.NotPermitted, "PR_SET_MM")]
    [InlineData(36ul, Judge.NotPermitted, "PR_SET_CHILD_SUBREAPER")]
    [InlineData(38ul, Judge.NotPermitted, "PR_SET_NO_NEW_PRIVS")]
    [InlineData(47ul, Judge.NotPermitted, "PR_CAP_AMBIENT")]
    [InlineData(52ul, Judge.NotPermitted, "PR_SET_SPECULATION_CTRL")]
    [InlineData(0x5961_6d61ul, Judge.NotPermitted, "PR_SET_PTRACER")]
    public void Only_names_are_given_by_prctl(ulong option, uint verdict, string name)
    {
        Judge.Ask(Architecture.X64, 157, option, 0x1000).Should().Be(verdict, name);
        Judge.Ask(Architecture.Arm64, 167, option, 0x1000).Should().Be(verdict, name);
    }

    [Theory]
    [InlineData(0ul, 7ul, 0ul, Judge.Allow, "reads its own")]
    [InlineData(0ul, 7ul, 0x7ffc_1234_5678ul, Judge.NotPermitted, "sets its own")]
    [InlineData(0ul, 7ul, 0x1ul, Judge.NotPermitted, "a pointer in the lower word")]
    [InlineData(0ul, 7ul, 0x5_0000_0000ul, Judge.NotPermitted, "a pointer in the upper word")]
    [InlineData(1ul, 7ul, 0ul, Judge.NotPermitted, "reads another's")]
    [InlineData(0xffff_fffful, 7ul, 0ul, Judge.NotPermitted, "reads another's")]
    public void Limits_can_be_read_and_not_set(ulong pid, ulong resource, ulong newLimit, uint verdict, string what)
    {
        Judge.Ask(Architecture.X64, 302, pid, resource, newLimit, 0x1000).Should().Be(verdict, what);
        Judge.Ask(Architecture.Arm64, 261, pid, resource, newLimit, 0x1000).Should().Be(verdict, what);
    }

    [Theory]
    [InlineData(0ul, Judge.Allow, "O_RDONLY")]
    [InlineData(0x8_0000ul, Judge.Allow, "O_RDONLY|O_CLOEXEC")]
    [InlineData(0x9_0800ul, Judge.Allow, "O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY")]
    [InlineData(0x1ul, Judge.NotPermitted, "O_WRONLY")]
    [InlineData(0x2ul, Judge.NotPermitted, "O_RDWR")]
    [InlineData(0x8_0002ul, Judge.NotPermitted, "O_RDWR|O_CLOEXEC")]
    [InlineData(0x40ul, Judge.NotPermitted, "O_RDONLY|O_CREAT")]
    [InlineData(0x200ul, Judge.NotPermitted, "O_RDONLY|O_TRUNC")]
    [InlineData(0x8_0241ul, Judge.NotPermitted, "O_WRONLY|O_CREAT|O_TRUNC|O_CLOEXEC")]
    [InlineData(0x41_0002ul, Judge.NotPermitted, "O_TMPFILE|O_RDWR")]
    public void A_file_is_opened_for_reading_only(ulong flags, uint verdict, string name)
    {
        Judge.Ask(Architecture.X64, 257, 0xffff_ff9c, 0x1000, flags).Should().Be(verdict, name);
        Judge.Ask(Architecture.Arm64, 56, 0xffff_ff9c, 0x1000, flags).Should().Be(verdict, name);
    }

    [Theory]
    [InlineData(1ul, Judge.Allow, "F_GETFD")]
    [InlineData(4ul, Judge.Allow, "F_SETFL")]
    [InlineData(0ul, Judge.NotPermitted, "F_DUPFD")]
    [InlineData(6ul, Judge.NotPermitted, "F_SETLK")]
    [InlineData(8ul, Judge.NotPermitted, "F_SETOWN")]
    [InlineData(10ul, Judge.NotPermitted, "F_SETSIG")]
    [InlineData(1024ul, Judge.NotPermitted, "F_SETLEASE")]
    [InlineData(1026ul, Judge.NotPermitted, "F_NOTIFY")]
    [InlineData(1031ul, Judge.NotPermitted, "F_SETPIPE_SZ")]
    [InlineData(1033ul, Judge.NotPermitted, "F_ADD_SEALS")]
    public void Of_a_descriptor_only_its_flags_are_changed(ulong command, uint verdict, string name)
    {
        Judge.Ask(Architecture.X64, 72, 5, command).Should().Be(verdict, name);
        Judge.Ask(Architecture.Arm64, 25, 5, command).Should().Be(verdict, name);
    }

    [Theory]
    [InlineData(6ul, Judge.Allow)]
    [InlineData(15ul, Judge.Allow)]
    [InlineData(0ul, Judge.NotPermitted)]
    [InlineData(9ul, Judge.NotPermitted)]
    [InlineData(19ul, Judge.NotPermitted)]
    [InlineData(10ul, Judge.NotPermitted)]
    public void Only_its_own_end_is_signalled(ulong signal, uint verdict)
    {
        Judge.Ask(Architecture.X64, 234, 2, 2, signal).Should().Be(verdict);
        Judge.Ask(Architecture.Arm64, 131, 2, 2, signal).Should().Be(verdict);
    }

    [Fact]
    public void Of_the_threads_own_registers_only_the_one_of_the_loader_is_set()
    {
        Judge.Ask(Architecture.X64, 158, 0x1002, 0x1000).Should().Be(Judge.Allow);
        Judge.Ask(Architecture.X64, 158, 0x1001, 0x1000).Should().Be(Judge.NotPermitted);
        Judge.Ask(Architecture.X64, 158, 0x1012, 0).Should().Be(Judge.NotPermitted);
    }

    private static TheoryData<string, Architecture, uint> Refused()
    {
        var refused = new TheoryData<string, Architecture, uint>();
        foreach (var (name, x64, arm64) in DangerousCalls.All)
        {
            if (x64 is { } number)
            {
                refused.Add(name, Architecture.X64, number);
            }

            if (arm64 is { } other)
            {
                refused.Add(name, Architecture.Arm64, other);
            }
        }

        return refused;
    }
}
