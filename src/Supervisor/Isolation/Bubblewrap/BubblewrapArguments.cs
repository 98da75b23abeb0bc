using System.Text;

namespace MolnOS.Sandbox.Isolation.Bubblewrap;

/// <summary>
/// The arguments by which bubblewrap builds a worker's view. They travel by <c>--args FD</c>: on a command line they could be read from
/// inside, in <c>/proc/1/cmdline</c>. <c>/proc/1/environ</c> likewise shows what bubblewrap itself was started with, so start it with the
/// worker's own variables. The sources of the mounts stay readable in <c>/proc/self/mountinfo</c>: where Node and the shim are installed.
/// </summary>
internal static class BubblewrapArguments
{
    /// <summary>Where the Node binary is seen.</summary>
    public const string NodePath = "/node";

    /// <summary>Where the shim's folder is seen.</summary>
    public const string ShimDirectory = "/shim";

    /// <summary>The options in their order, which bubblewrap follows.</summary>
    public static IReadOnlyList<string> For(WorkerView view) =>
    [
        // 1. Namespaces of its own, and nobody's identity in them. No --disable-userns: it writes to /proc/sys, which a hardened
        //    unit forbids, and the filter refuses new namespaces anyway.
        "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
        "--uid", "65534", "--gid", "65534", "--hostname", "fn",
        // 2. No terminal to push input into, no rights, no life beyond that of the thread that started it.
        "--new-session", "--cap-drop", "ALL", "--die-with-parent",
        "--clearenv", .. view.Variables.SelectMany(variable => new[] { "--setenv", variable.Key, variable.Value }),
        // 3. What is seen: nothing that can be written, since bubblewrap's file systems would also run what is written to them.
        .. ReadOnly(view.NodePath, NodePath),
        .. view.Libraries.SelectMany(path => ReadOnly(path, path)),
        .. ReadOnly(view.ShimDirectory, ShimDirectory),
        .. Device("/dev/null"),
        .. Device("/dev/urandom"),
        "--proc", "/proc",
        // 4. Last, when every mount point has been made.
        "--remount-ro", "/",
        "--chdir", "/",
    ];

    /// <summary>The arguments as <c>--args FD</c> reads them: each ended by a NUL.</summary>
    /// <exception cref="ArgumentException">An argument holds a NUL, and would be read as two.</exception>
    public static byte[] Encode(IEnumerable<string> arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
        {
            if (argument.Contains('\0', StringComparison.Ordinal))
            {
                throw new ArgumentException("An argument holds a NUL.", nameof(arguments));
            }

            text.Append(argument).Append('\0');
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string[] ReadOnly(string source, string target) => ["--ro-bind", source, target];

    private static string[] Device(string path) => ["--dev-bind", path, path];
}
