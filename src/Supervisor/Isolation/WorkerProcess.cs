using System.Diagnostics;
using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Isolation;

/// <summary>One started process: its two protocol pipes, its log pipe, its group, its end.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;

    private WorkerProcess(Process process, WorkerCgroup? group)
    {
        _process = process;
        Group = group;
        Id = process.Id;
        Exited = process.WaitForExitAsync();
    }

    /// <summary>The kernel's process id.</summary>
    public int Id { get; }

    /// <summary>The group that holds it and all it starts; null where there are none. It goes with the process.</summary>
    public WorkerCgroup? Group { get; }

    /// <summary>Completes once the process has ended and was waited for.</summary>
    public Task Exited { get; }

    /// <summary>What the worker writes on descriptor 4.</summary>
    public Stream FromWorker => _process.StandardOutput.BaseStream;

    /// <summary>What the worker reads on descriptor 3.</summary>
    public Stream ToWorker => _process.StandardInput.BaseStream;

    /// <summary>What the worker prints.</summary>
    public Stream Printed => _process.StandardError.BaseStream;

    /// <summary>Exit code, or 128 plus the signal; only after <see cref="Exited"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Whether the kernel has killed anything of it for want of memory.</summary>
    public bool HasRunOutOfMemory => Group?.OutOfMemoryKills > 0;

    /// <summary>Processor time it has used; null when it is gone.</summary>
    public TimeSpan? CpuTime => Group is { } group ? group.CpuTime : ProcessFamily.CpuTime(Id);

    /// <summary>Starts a process, which joins the group by itself. Call it on the spawner's thread only.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static WorkerProcess Start(LaunchLine line, WorkerCgroup? group)
    {
        var start = new ProcessStartInfo(line.FileName, line.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            // Nothing of the supervisor's own folder shows, wherever it was started.
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in line.Environment)
        {
            start.Environment[name] = value;
        }

        return new WorkerProcess(Process.Start(start) ?? throw new InvalidOperationException("The process did not start."), group);
    }

    /// <summary>Ends the process at once; nothing happens when it has ended already.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended already, or is another user's and we may not; its group's kill does not ask.
        }

        Group?.Kill();
    }

    /// <summary>Bytes of memory it and what it has started hold now, or 0 when it is gone.</summary>
    public long ResidentBytes() => ProcessFamily.ResidentBytes(Id);

    /// <summary>Lets go of the process, which has ended, and removes its group with whatever is left in it.</summary>
    public void Dispose()
    {
        // The process leaves a pipe that was asked for to the garbage collector, and the channel closes the other two only.
        Printed.Dispose();
        _process.Dispose();
        _ = Group?.RemoveAsync();
    }
}
