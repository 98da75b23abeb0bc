namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>Calls by which a process reaches beyond itself: name, number on x64, number on arm64, by the kernel's headers.</summary>
internal static class DangerousCalls
{
    public static (string Name, uint? X64, uint? Arm64)[] All { get; } =
    [
        // The network and other processes' sockets.
        ("socket", 41, 198), ("socketpair", 53, 199), ("connect", 42, 203), ("bind", 49, 200), ("listen", 50, 201), ("accept", 43, 202),
        ("accept4", 288, 242), ("sendto", 44, 206), ("sendmsg", 46, 211), ("recvfrom", 45, 207), ("recvmsg", 47, 212), ("setsockopt", 54, 208),
        // Other processes.
        ("fork", 57, null), ("vfork", 58, null), ("clone3", 435, 435), ("execveat", 322, 281), ("kill", 62, 129), ("tkill", 200, 130),
        ("rt_sigqueueinfo", 129, 138), ("rt_tgsigqueueinfo", 297, 240), ("ptrace", 101, 117), ("process_vm_readv", 310, 270),
        ("process_vm_writev", 311, 271), ("process_madvise", 440, 440), ("kcmp", 312, 272), ("pidfd_open", 434, 434), ("pidfd_getfd", 438, 438),
        ("pidfd_send_signal", 424, 424), ("setpgid", 109, 154), ("setsid", 112, 157), ("setpriority", 141, 140), ("sched_setaffinity", 203, 122),
        ("sched_setscheduler", 144, 119), ("sched_setattr", 314, 274), ("ioprio_set", 251, 30), ("migrate_pages", 256, 238), ("move_pages", 279, 239),
        // Namespaces and mounts.
        ("unshare", 272, 97), ("setns", 308, 268), ("mount", 165, 40), ("umount2", 166, 39), ("pivot_root", 155, 41), ("chroot", 161, 51),
        ("open_tree", 428, 428), ("move_mount", 429, 429), ("fsopen", 430, 430), ("fsmount", 432, 432), ("mount_setattr", 442, 442),
        // Rights.
        ("setuid", 105, 146), ("setgid", 106, 144), ("setreuid", 113, 145), ("setresuid", 117, 147), ("setgroups", 116, 159), ("setfsuid", 122, 151),
        ("capset", 126, 91), ("personality", 135, 92), ("seccomp", 317, 277), ("keyctl", 250, 219), ("add_key", 248, 217), ("request_key", 249, 218),
        ("setrlimit", 160, 164), ("iopl", 172, null), ("ioperm", 173, null), ("modify_ldt", 154, null),
        // The kernel's large doors.
        ("bpf", 321, 280), ("io_uring_setup", 425, 425), ("io_uring_enter", 426, 426), ("io_uring_register", 427, 427), ("perf_event_open", 298, 241),
        ("userfaultfd", 323, 282), ("init_module", 175, 105), ("finit_module", 313, 273), ("delete_module", 176, 106), ("kexec_load", 246, 104),
        ("reboot", 169, 142), ("swapon", 167, 224), ("syslog", 103, 116), ("acct", 163, 89), ("quotactl", 179, 60), ("lookup_dcookie", 212, 18),
        ("fanotify_init", 300, 262), ("inotify_init1", 294, 26), ("inotify_add_watch", 254, 27), ("name_to_handle_at", 303, 264), ("open_by_handle_at", 304, 265),
        // Clocks and names of the machine.
        ("settimeofday", 164, 170), ("clock_settime", 227, 112), ("adjtimex", 159, 171), ("clock_adjtime", 305, 266), ("sethostname", 170, 161),
        ("setdomainname", 171, 162),
        // Files and what stands in for them.
        ("open", 2, null), ("creat", 85, null), ("openat2", 437, 437), ("mkdir", 83, null), ("mkdirat", 258, 34), ("rmdir", 84, null), ("unlink", 87, null),
        ("unlinkat", 263, 35), ("rename", 82, null), ("renameat", 264, 38), ("renameat2", 316, 276), ("link", 86, null), ("linkat", 265, 37),
        ("symlink", 88, null), ("symlinkat", 266, 36), ("mknod", 133, null), ("mknodat", 259, 33), ("chmod", 90, null), ("fchmod", 91, 52),
        ("fchmodat", 268, 53), ("chown", 92, null), ("fchown", 93, 55), ("fchownat", 260, 54), ("lchown", 94, null), ("truncate", 76, 45),
        ("ftruncate", 77, 46), ("fallocate", 285, 47), ("utimensat", 280, 88), ("setxattr", 188, 5), ("fsetxattr", 190, 7), ("removexattr", 197, 14),
        ("chdir", 80, 49), ("fchdir", 81, 50), ("flock", 73, 32), ("memfd_create", 319, 279), ("memfd_secret", 447, 447), ("sendfile", 40, 71),
        ("splice", 275, 76), ("tee", 276, 77), ("vmsplice", 278, 75), ("copy_file_range", 326, 285), ("dup", 32, 23), ("dup2", 33, null), ("dup3", 292, 24),
        // Memory shared with others, or held on to.
        ("shmget", 29, 194), ("shmat", 30, 196), ("semget", 64, 190), ("msgget", 68, 186), ("mq_open", 240, 180), ("mlock", 149, 228), ("mlockall", 151, 230),
        ("remap_file_pages", 216, 234), ("mbind", 237, 235), ("set_mempolicy", 238, 237), ("pkey_mprotect", 329, 288),
    ];
}
