using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Bubblewrap;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// bubblewrap, ready to build the same view around every worker, and to load the same filter of system calls. Both texts lie in memory for
/// as long as the supervisor lives; each launch opens them afresh.
/// </summary>
internal sealed class BubblewrapSandbox(BubblewrapTool.Found tool, WorkerView view)
{
    /// <summary>
    /// Before bubblewrap, of a supervisor that is root: the user that a worker is inside would otherwise be root outside, and what only
    /// root may read in <c>/proc</c> could be read. The descriptors are open by then.
    /// </summary>
    private static readonly string[] AsNobody = ["/usr/bin/setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];

    private readonly MemoryFile _arguments = MemoryFile.Of("molnos-worker-view", BubblewrapArguments.Encode(BubblewrapArguments.For(view)));
    private readonly MemoryFile _filter = MemoryFile.Of("molnos-syscall-filter", SeccompProgram.For(RuntimeInformation.ProcessArchitecture));

    /// <summary>Where node and the shim are seen inside.</summary>
    public static NodeRuntime Inside { get; } = new(BubblewrapArguments.NodePath, BubblewrapArguments.ShimDirectory);

    /// <summary>For the launcher's descriptor 8.</summary>
    public string ArgumentsPath => _arguments.Path;

    /// <summary>For the launcher's descriptor 9.</summary>
    public string FilterPath => _filter.Path;

    /// <summary>What the launcher becomes, to become <paramref name="command"/> inside.</summary>
    /// <param name="command">What runs inside.</param>
    /// <param name="isFiltered">Whether system calls are filtered.</param>
    /// <param name="isNobody">Whether it is nobody's outside, too.</param>
    public IEnumerable<string> Command(IEnumerable<string> command, bool isFiltered, bool isNobody) =>
        [.. isNobody ? AsNobody : [], tool.Path, "--args", "8", .. isFiltered ? ["--seccomp", "9"] : Array.Empty<string>(), "--", .. command];
}
