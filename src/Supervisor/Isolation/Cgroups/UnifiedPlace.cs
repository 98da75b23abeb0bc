namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>A group of version 2 in which this supervisor might have its folder.</summary>
/// <param name="Parent">The group.</param>
/// <param name="MovesSelf">Whether the supervisor stands in it and must first move below.</param>
internal sealed record UnifiedPlace(string Parent, bool MovesSelf)
{
    /// <summary>The group below a delegated one for the supervisor itself; systemd's <c>DelegateSubgroup=</c> is to name the same.</summary>
    public const string Supervisor = "supervisor";

    /// <summary>The places to try, the best first. Pure.</summary>
    /// <param name="own">Folder of our group.</param>
    /// <param name="mount">Folder of the topmost group that shows.</param>
    /// <param name="isTopOfKernel">Whether that is the kernel's topmost group, which may hold processes beside groups.</param>
    /// <param name="isAlone">Whether our group holds no process but us.</param>
    public static IReadOnlyList<UnifiedPlace> Candidates(string own, string mount, bool isTopOfKernel, bool isAlone)
    {
        var top = new UnifiedPlace(mount, MovesSelf: false);
        if (string.Equals(own, mount, StringComparison.Ordinal))
        {
            return isTopOfKernel ? [top] : isAlone ? [new(own, MovesSelf: true)] : [];
        }

        var places = new List<UnifiedPlace>();
        if (Path.GetFileName(own) is Supervisor)
        {
            // systemd put us below what it delegated, or our own predecessor's start did.
            places.Add(new(Path.GetDirectoryName(own)!, MovesSelf: false));
        }
        else if (isAlone)
        {
            places.Add(new(own, MovesSelf: true));
        }

        // A login session is shared with its shell: only root has another place.
        return isTopOfKernel ? [.. places, top] : places;
    }
}
