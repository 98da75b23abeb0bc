namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>
/// The one table of what a worker may ask of the kernel: what Node, V8, libuv and glibc were seen to need for computing, timers, threads
/// and the worker's own descriptors. There is no network, no other process, no change of a file system or of the process's rights in it.
/// A worker's pid 1 is bubblewrap's own, and runs behind the same filter.
/// </summary>
internal static class AllowedCalls
{
    /// <summary>Any way to open for more than reading: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.</summary>
    private const uint OpenForWriting = 0x1 | 0x2 | 0x40 | 0x200;

    /// <summary>Exactly what glibc makes a thread with; a process has not CLONE_THREAD, a namespace a bit more.</summary>
    private const ulong ThreadFlags = 0x003d_0f00;

    // The kernel's F_GETFD, F_SETFD, F_GETFL, F_SETFL.
    private const uint GetDescriptorFlags = 1;
    private const uint SetDescriptorFlags = 2;
    private const uint GetStatusFlags = 3;
    private const uint SetStatusFlags = 4;

    private const uint NonBlocking = 0x5421;
    private const uint CloseOnExec = 0x5451;
    private const uint KeepOnExec = 0x5450;
    private const uint GetTerminal = 0x5401;

    private const uint SetThreadMemory = 0x1002;
    private const uint SetName = 15;
    private const uint SetMemoryName = 0x5356_4d41;

    private const uint SigAbort = 6;
    private const uint SigTerminate = 15;

    /// <summary>Every allowed call.</summary>
    public static IReadOnlyList<AllowedCall> All { get; } =
    [
        // Descriptors that are open already: the protocol's pipes, the log pipe, the shared memory.
        new("read", 0, 63, "reads calls from the supervisor, and files"),
        new("readv", 19, 65, "reads into several buffers"),
        new("pread64", 17, 67, "the loader reads libraries; reads at an offset"),
        new("preadv", 295, 69, "reads into several buffers at an offset"),
        new("write", 1, 64, "prints; wakes another thread's loop"),
        new("writev", 20, 66, "writes answers to the supervisor"),
        new("pwrite64", 18, 68, "writes the shared memory at an offset"),
        new("pwritev", 296, 70, "writes several buffers into the shared memory at an offset"),
        new("lseek", 8, 62, "the C library finds where a file stands"),
        new("close", 3, 57, "closes what was opened"),
        new("fcntl", 72, 25, "reads and sets flags of a descriptor; not its owner, its lease, its seals, the size of its pipe",
            new ArgumentRule.IntIsOneOf(1, GetDescriptorFlags, SetDescriptorFlags, GetStatusFlags, SetStatusFlags)),
        new("ioctl", 16, 29, "FIONBIO, FIOCLEX, FIONCLEX of libuv, TCGETS of isatty; no other, each driver has its own",
            new ArgumentRule.IntIsOneOf(1, NonBlocking, CloseOnExec, KeepOnExec, GetTerminal)),

        // Files of the view, for reading.
        new("openat", 257, 56, "opens the binary's libraries, the shim, files of /proc, for reading",
            new ArgumentRule.IntHasNone(2, OpenForWriting)),
        new("access", 21, null, "the loader asks for /etc/ld.so.preload"),
        new("faccessat", 269, 48, "the loader asks for /etc/ld.so.preload, where there is no access"),
        new("stat", 4, null, "glibc before 2.33 asks so what a path is"),
        new("lstat", 6, null, "glibc before 2.33 asks so what a path is"),
        new("fstat", 5, 80, "Node asks what its descriptors are"),
        new("newfstatat", 262, 79, "glibc asks what a path or a descriptor is"),
        new("statx", 332, 291, "libuv asks what a path is"),
        new("readlink", 89, null, "finds /proc/self/exe, and the real path of the shim"),
        new("readlinkat", 267, 78, "finds /proc/self/exe, where there is no readlink"),
        new("getdents64", 217, 61, "lists a folder of the view: the self-test looks at the root by it"),
        new("getcwd", 79, 17, "process.cwd()"),
        new("umask", 95, 166, "process.umask()"),

        // The event loop.
        new("epoll_create1", 291, 20, "a loop of libuv"),
        new("epoll_ctl", 233, 21, "a loop of libuv"),
        new("epoll_wait", 232, null, "a loop of libuv, older way"),
        new("epoll_pwait", 281, 22, "a loop of libuv waits"),
        new("poll", 7, null, "Node looks whether a descriptor can be written at once"),
        new("ppoll", 271, 73, "the same, where there is no poll"),
        new("eventfd2", 290, 19, "one thread wakes another's loop"),
        new("pipe2", 293, 59, "libuv's own pipe for signals"),

        // Memory. V8 compiles to machine code, so memory must be allowed to become executable.
        new("mmap", 9, 222, "heap, code, stacks, libraries"),
        new("munmap", 11, 215, "gives memory back"),
        new("mprotect", 10, 226, "V8 seals and opens its code pages"),
        new("mremap", 25, 216, "the C library grows a large block"),
        new("madvise", 28, 233, "V8 gives pages back"),
        new("brk", 12, 214, "the C library's heap"),
        new("membarrier", 324, 283, "V8 makes new code visible to all threads"),

        // Threads of this process; never a process.
        new("clone", 56, 220, "V8's and libuv's threads; not fork, not a namespace", new ArgumentRule.LongIs(0, ThreadFlags)),
        new("futex", 202, 98, "waits for a lock, and frees one"),
        new("set_robust_list", 273, 99, "glibc starts a thread"),
        new("set_tid_address", 218, 96, "glibc starts a process"),
        new("rseq", 334, 293, "glibc starts a thread"),
        new("arch_prctl", 158, null, "the loader sets the thread's own memory (ARCH_SET_FS), nothing else",
            new ArgumentRule.IntIsOneOf(0, SetThreadMemory)),
        new("prctl", 157, 167, "names a thread (PR_SET_NAME) or memory (PR_SET_VMA), nothing else",
            new ArgumentRule.IntIsOneOf(0, SetName, SetMemoryName)),
        new("sched_yield", 24, 124, "V8 gives way while it waits for a lock"),
        new("sched_getaffinity", 204, 123, "counts processors"),
        new("sched_getscheduler", 145, 120, "the C library tells the rank of a thread"),
        new("sched_getparam", 143, 121, "the C library tells the rank of a thread"),
        new("exit", 60, 93, "a thread ends"),
        new("exit_group", 231, 94, "the process ends"),

        // Signals to itself. abort() must end by SIGABRT, by which the supervisor knows an exhausted heap, and Node raises SIGTERM again.
        // A process of another pid namespace cannot be named, and pid 1 takes neither signal from inside.
        new("tgkill", 234, 131, "abort() and Node's own end by SIGTERM, no other signal", new ArgumentRule.IntIsOneOf(2, SigAbort, SigTerminate)),
        new("rt_sigaction", 13, 134, "handlers of Node and V8"),
        new("rt_sigprocmask", 14, 135, "signals are kept off while a thread starts"),
        new("rt_sigreturn", 15, 139, "returns from a handler"),
        new("restart_syscall", 219, 128, "the kernel goes on with an interrupted wait"),

        // Facts about itself.
        new("getpid", 39, 172, "process.pid"),
        new("getppid", 110, 173, "process.ppid"),
        new("gettid", 186, 178, "names a thread"),
        new("getuid", 102, 174, "Node asks whether it was given rights"),
        new("geteuid", 107, 175, "Node asks whether it was given rights"),
        new("getgid", 104, 176, "Node asks whether it was given rights"),
        new("getegid", 108, 177, "Node asks whether it was given rights"),
        new("getgroups", 115, 158, "process.getgroups()"),
        new("capget", 125, 90, "Node asks whether it was given rights"),
        new("getpriority", 140, 141, "os.getPriority()"),
        new("prlimit64", 302, 261, "reads its own limits; changes none",
            new ArgumentRule.IntIsOneOf(0, 0), new ArgumentRule.LongIs(2, 0)),
        new("getrusage", 98, 165, "process.resourceUsage()"),
        new("sysinfo", 99, 179, "os.freemem(), os.uptime()"),
        new("uname", 63, 160, "os.release(); its host name is the namespace's"),

        // Time and chance. Most clocks are read without the kernel; not on every machine.
        new("clock_gettime", 228, 113, "reads a clock"),
        new("clock_getres", 229, 114, "asks how fine a clock is"),
        new("gettimeofday", 96, 169, "reads the clock, older way"),
        new("time", 201, null, "reads the clock, oldest way"),
        new("getcpu", 309, 168, "V8 asks where it runs"),
        new("nanosleep", 35, 101, "a thread sleeps"),
        new("clock_nanosleep", 230, 115, "a thread sleeps"),
        new("getrandom", 318, 278, "seeds and keys"),

        // For bubblewrap, which takes the filter before its last two steps.
        new("execve", 59, 221, "bubblewrap becomes Node behind the filter; nothing else in the view can be run"),
        new("wait4", 61, 260, "bubblewrap, as pid 1, waits for Node and dies without it"),
    ];
}
