using MolnOS.Sandbox.Isolation.Cgroups;

namespace MolnOS.Sandbox.Isolation;

/// <summary>Puts the walls up and tries them, before the first worker starts.</summary>
internal sealed class IsolationGate(WorkerLauncher launcher, TimeProvider time) : IAsyncDisposable
{
    private CgroupTree? _groups;

    /// <summary>The walls that stand.</summary>
    /// <exception cref="InvalidOperationException">None do yet.</exception>
    public WorkerWalls Walls => launcher.Walls;

    /// <summary>Surveys, decides, raises, tries. After a choice workers can be started; after a refusal never.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="runtime">Where node and the shim are on this machine.</param>
    /// <param name="bubblewrapPath">Where bubblewrap is; null for the usual place.</param>
    /// <param name="cancellationToken">Fires when the start is given up.</param>
    public async Task<IsolationChoice> RaiseAsync(
        IsolationRequest request, NodeRuntime runtime, string? bubblewrapPath, CancellationToken cancellationToken)
    {
        InheritedDescriptors.KeepFromChildren();
        var ground = IsolationGround.Survey(runtime, bubblewrapPath, time);
        _groups = ground.Cgroups;
        var decision = IsolationRule.Decide(request, ground.Missing);
        if (decision is not IsolationChoice.Chosen choice)
        {
            return decision;
        }

        // Root's workers are nobody's, unless node lies where nobody may go, such as below /root: only the test finds out.
        var isTested = request.Setting != IsolationSetting.None && request.WallsOff == Wall.None;
        var isNobody = Environment.IsPrivilegedProcess && (isTested || (choice.Walls & Wall.OfKernel) != Wall.None);
        launcher.Raise(ground.Raise(choice, runtime, isNobody));
        if (!isTested)
        {
            return choice;
        }

        var selfTest = new SelfTest(launcher, time);
        var holes = await selfTest.FindHolesAsync(cancellationToken).ConfigureAwait(false);
        if (holes.Count > 0 && isNobody)
        {
            launcher.Raise(ground.Raise(choice, runtime, isNobody: false));
            holes = await selfTest.FindHolesAsync(cancellationToken).ConfigureAwait(false);
        }

        return holes.Count == 0
            ? choice
            : new IsolationChoice.Refused($"the walls around workers do not hold on this machine: {string.Join("; ", holes)}.");
    }

    /// <summary>Removes the groups, with whatever lives in them, also those that were found and not used: after a refusal nobody else would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_groups is { } groups)
        {
            await groups.CloseAsync().ConfigureAwait(false);
        }
    }
}
