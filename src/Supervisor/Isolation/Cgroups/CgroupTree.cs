namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>The groups of this supervisor's workers, below a folder that no other supervisor touches.</summary>
/// <param name="parent">The group in which this and other supervisors have their folders.</param>
/// <param name="mark">Names our folder; it is there already.</param>
/// <param name="dialect">How this machine's version speaks.</param>
/// <param name="write">Writes into files of groups.</param>
/// <param name="time">Clock of waits.</param>
internal sealed class CgroupTree(CgroupFolders parent, SupervisorMark mark, CgroupDialect dialect, CgroupWrite write, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<CgroupFolders> _unremoved = [];
    private volatile bool _isClosed;

    /// <summary>Our folder.</summary>
    public CgroupFolders Base { get; } = parent.Below(mark.FolderName);

    /// <summary>Whether weights and quotas of the processor hold.</summary>
    public bool LimitsCpu => Base.Of(Controllers.Cpu) is not null;

    public override string ToString() => $"{dialect.Name} at {string.Join(", ", Base.All)}";

    /// <summary>Finds where groups can be made on this machine, and makes the folder of this supervisor there.</summary>
    public static CgroupProbe Open(TimeProvider time)
    {
        var mark = SupervisorMark.OfThisProcess();
        var mounts = CgroupMount.Parse(CgroupFiles.Read("/proc/self/mountinfo") ?? "");
        return CgroupSetup.Find(mounts, CgroupMembership.Parse(CgroupFiles.Read("/proc/self/cgroup") ?? "")) switch
        {
            CgroupSetup.Unified { Own: var own, Mount: var mount } => new UnifiedOpening(own, mount, mark, CgroupFiles.Write, time).Open(),
            CgroupSetup.Legacy { Own: var own } => LegacyOpening.Open(own, mark, CgroupFiles.Write, time),
            CgroupSetup.Absent { Part: var part } => new CgroupProbe.Missing([part]),
        };
    }

    /// <summary>Makes a group for one worker and limits it.</summary>
    /// <param name="name">Not used before; small letters, digits and dashes only, since it ends in a shell's argument.</param>
    /// <param name="limits">They hold before anything can join.</param>
    public CgroupCreation Create(string name, CgroupLimits limits)
    {
        if (name.Length is 0 or > 64 || name.Any(sign => !char.IsAsciiLetterLower(sign) && !char.IsAsciiDigit(sign) && sign != '-'))
        {
            throw new ArgumentException("A group's name is made of small letters, digits and dashes.", nameof(name));
        }

        RetryRemovals();
        var folders = Base.Below(name);
        if (_isClosed)
        {
            // Making the group would make our folder again, and nobody would remove it.
            return new CgroupCreation.Failed(new CgroupFailure(CgroupFault.Gone, "make", folders.All[0]));
        }

        if (folders.Make() is { } failure)
        {
            return new CgroupCreation.Failed(failure);
        }

        var group = new WorkerCgroup(folders, dialect, write, RemoveAsync);
        if (group.Limit(limits) is { } refused)
        {
            CgroupRemoval.TryRemove(folders.All);
            return new CgroupCreation.Failed(refused);
        }

        return new CgroupCreation.Created(group);
    }

    /// <summary>Removes what supervisors left that are no more, with what lives in it, and what could not be removed before.</summary>
    /// <returns>What still stays; empty when all is clean.</returns>
    public async Task<IReadOnlyList<CgroupFailure>> SweepAsync(CancellationToken cancellationToken)
    {
        RetryRemovals();
        var failures = new List<CgroupFailure>();
        foreach (var name in NamesOfDead())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await CgroupRemoval.RemoveAsync(parent.Below(name).All, time) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures;
    }

    /// <summary>Kills every worker and removes our folder: at the stop, when nothing will be created any more.</summary>
    public Task<CgroupFailure?> CloseAsync()
    {
        _isClosed = true;
        return CgroupRemoval.RemoveAsync(Base.All, time);
    }

    private List<string> NamesOfDead() => [.. parent.All.SelectMany(CgroupFiles.Below)
        .Select(folder => Path.GetFileName(folder))
        .Distinct(StringComparer.Ordinal)
        .Where(name => SupervisorMark.Parse(name) is { } other && other != mark && other.IsDead(mark.PidNamespace))];

    private async Task<bool> RemoveAsync(CgroupFolders group)
    {
        if (await CgroupRemoval.RemoveAsync(group.All, time) is null)
        {
            return true;
        }

        lock (_lock)
        {
            _unremoved.Add(group);
        }

        return false;
    }

    /// <summary>One attempt each, without waiting.</summary>
    private void RetryRemovals()
    {
        lock (_lock)
        {
            _unremoved.RemoveAll(group => CgroupRemoval.TryRemove(group.All) is null);
        }
    }
}
