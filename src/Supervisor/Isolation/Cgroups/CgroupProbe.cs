namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Something without which workers cannot have groups.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Remedy">What an administrator does about it.</param>
internal sealed record MissingCgroup(string What, string Remedy);

/// <summary>Whether workers can have groups on this machine.</summary>
internal abstract record CgroupProbe
{
    private CgroupProbe()
    {
    }

    /// <summary>They can.</summary>
    public sealed record Ready(CgroupTree Tree) : CgroupProbe;

    /// <summary>They cannot; the first part is the one to look at first.</summary>
    public sealed record Missing(IReadOnlyList<MissingCgroup> Parts) : CgroupProbe;
}

/// <summary>What came of a worker's group.</summary>
internal abstract record CgroupCreation
{
    private CgroupCreation()
    {
    }

    /// <summary>It is there and its limits hold.</summary>
    public sealed record Created(WorkerCgroup Group) : CgroupCreation;

    /// <summary>There is none.</summary>
    public sealed record Failed(CgroupFailure Why) : CgroupCreation;
}
