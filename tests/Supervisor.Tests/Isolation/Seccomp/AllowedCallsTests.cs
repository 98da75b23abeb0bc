using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>The table itself: its numbers are the kernel's, each with a reason.</summary>
public sealed class AllowedCallsTests
{
    [Fact]
    public void No_call_and_no_number_stands_twice()
    {
        AllowedCalls.All.Select(call => call.Name).Should().OnlyHaveUniqueItems();
        AllowedCalls.All.Where(call => call.X64 is not null).Select(call => call.X64).Should().OnlyHaveUniqueItems();
        AllowedCalls.All.Where(call => call.Arm64 is not null).Select(call => call.Arm64).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void Every_call_has_a_number_somewhere_and_a_reason() =>
        AllowedCalls.All.Should().OnlyContain(call => (call.X64 != null || call.Arm64 != null) && call.Reason.Length > 10);

    /// <summary>By the kernel's headers: asm/unistd_64.h, and asm-generic/unistd.h as arm64 uses it.</summary>
    [Theory]
    [InlineData("read", 0u, 63u)]
    [InlineData("write", 1u, 64u)]
    [InlineData("close", 3u, 57u)]
    [InlineData("fstat", 5u, 80u)]
    [InlineData("poll", 7u, null)]
    [InlineData("mmap", 9u, 222u)]
    [InlineData("mprotect", 10u, 226u)]
    [InlineData("brk", 12u, 214u)]
    [InlineData("rt_sigaction", 13u, 134u)]
    [InlineData("rt_sigreturn", 15u, 139u)]
    [InlineData("ioctl", 16u, 29u)]
    [InlineData("pwrite64", 18u, 68u)]
    [InlineData("sched_yield", 24u, 124u)]
    [InlineData("madvise", 28u, 233u)]
    [InlineData("getpid", 39u, 172u)]
    [InlineData("clone", 56u, 220u)]
    [InlineData("execve", 59u, 221u)]
    [InlineData("exit", 60u, 93u)]
    [InlineData("wait4", 61u, 260u)]
    [InlineData("fcntl", 72u, 25u)]
    [InlineData("readlink", 89u, null)]
    [InlineData("prctl", 157u, 167u)]
    [InlineData("arch_prctl", 158u, null)]
    [InlineData("futex", 202u, 98u)]
    [InlineData("getdents64", 217u, 61u)]
    [InlineData("restart_syscall", 219u, 128u)]
    [InlineData("clock_gettime", 228u, 113u)]
    [InlineData("exit_group", 231u, 94u)]
    [InlineData("tgkill", 234u, 131u)]
    [InlineData("openat", 257u, 56u)]
    [InlineData("newfstatat", 262u, 79u)]
    [InlineData("set_robust_list", 273u, 99u)]
    [InlineData("epoll_pwait", 281u, 22u)]
    [InlineData("eventfd2", 290u, 19u)]
    [InlineData("pipe2", 293u, 59u)]
    [InlineData("pwritev", 296u, 70u)]
    [InlineData("prlimit64", 302u, 261u)]
    [InlineData("getrandom", 318u, 278u)]
    [InlineData("membarrier", 324u, 283u)]
    [InlineData("statx", 332u, 291u)]
    [InlineData("rseq", 334u, 293u)]
    public void The_numbers_are_the_kernels(string name, uint? x64, uint? arm64)
    {
        var call = AllowedCalls.All.Should().ContainSingle(call => call.Name == name).Subject;

        (call.X64, call.Arm64).Should().Be((x64, arm64));
    }

    [Fact]
    public void What_arm64_lacks_there_is_a_listed_way_around()
    {
        var missing = AllowedCalls.All.Where(call => call.NumberOn(Architecture.Arm64) is null).Select(call => call.Name);

        missing.Should().BeEquivalentTo("access", "stat", "lstat", "readlink", "epoll_wait", "poll", "arch_prctl", "time");
        AllowedCalls.All.Where(call => call.Arm64 is not null).Select(call => call.Name)
            .Should().Contain(["faccessat", "newfstatat", "readlinkat", "epoll_pwait", "ppoll", "gettimeofday"]);
    }
}
