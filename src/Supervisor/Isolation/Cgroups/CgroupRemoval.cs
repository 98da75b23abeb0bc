using System.ComponentModel;
using System.Diagnostics;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Kills what lives in groups and removes them, with all groups below.</summary>
internal static class CgroupRemoval
{
    /// <summary>A killed process takes a moment to leave; one that is stuck in the kernel is not waited for longer than this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends every process in a folder and below it the signal that cannot be caught, without waiting for their ends.</summary>
    public static void Kill(string folder)
    {
        // Reaches all below and everything that is just being forked; since Linux 5.14.
        if (File.Exists($"{folder}/cgroup.kill") && CgroupFiles.Write($"{folder}/cgroup.kill", "1") is null)
        {
            return;
        }

        foreach (var below in CgroupFiles.Below(folder))
        {
            Kill(below);
        }

        // Nothing forks any more, so that the list can only get shorter, but for a fork that was under way: hence twice.
        if (File.Exists($"{folder}/pids.max"))
        {
            CgroupFiles.Write($"{folder}/pids.max", "0");
        }

        KillListed(folder);
        KillListed(folder);
    }

    /// <summary>Removes empty folders; a failure when one is not.</summary>
    public static CgroupFailure? TryRemove(IEnumerable<string> folders)
    {
        CgroupFailure? last = null;
        foreach (var folder in folders)
        {
            last = (TryRemove(CgroupFiles.Below(folder)) ?? CgroupFiles.Remove(folder)) ?? last;
        }

        return last;
    }

    /// <summary>Kills, and removes as soon as all is empty: null, or why it could not be in the time.</summary>
    public static async Task<CgroupFailure?> RemoveAsync(IReadOnlyList<string> folders, TimeProvider time)
    {
        var began = time.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(1); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            if (TryRemove(folders) is not { } failure)
            {
                return null;
            }

            // Only processes go away by waiting.
            if (failure.Fault is not CgroupFault.Busy || time.GetElapsedTime(began) > Patience)
            {
                return failure;
            }

            foreach (var folder in folders)
            {
                Kill(folder);
            }

            await Task.Delay(pause, time);
        }
    }

    private static void KillListed(string folder)
    {
        // 0 is a process of another namespace: as a target it would mean our own process group, and 1 is never a worker's.
        foreach (var id in CgroupText.Processes(CgroupFiles.Read($"{folder}/cgroup.procs")).Where(id => id > 1 && id != Environment.ProcessId))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
            {
                // It has ended between the list and the signal, or is another user's and stays; then the folder stays too, and is reported.
            }
        }
    }
}
