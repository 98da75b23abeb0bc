using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// Which hosts a function may fetch from. Without targets, or with <c>*</c>, every public host. An address that is not public, and
/// <c>localhost</c>, only where a target is that very host. A name must lead to public addresses (which is checked when it is connected to), unless
/// the administrator listed it as private; then a target must cover it. Pure.
/// </summary>
internal sealed class HostRules
{
    private readonly HostTarget[] _targets;
    private readonly bool _isAnyGranted;

    private HostRules(HostTarget[] targets, bool isAnyGranted) => (_targets, _isAnyGranted) = (targets, isAnyGranted);

    /// <summary>The rules of what was granted.</summary>
    /// <param name="granted">Targets as the deploy wrote them; null stands for all. One that is no host grants nothing.</param>
    public static HostRules Of(IEnumerable<string?> granted)
    {
        var all = granted.ToList();
        return new HostRules([.. all.OfType<string>().Select(HostTarget.Read).OfType<HostTarget>()], all.Exists(target => target is null or HostTarget.AnyHost));
    }

    /// <summary>Whether the function may fetch from there.</summary>
    public HostVerdict Decide(FetchUrl url, PrivateHosts privateHosts)
    {
        var covering = Array.FindAll(_targets, target => target.Covers(url.Host, url.Port));
        if (!_isAnyGranted && covering.Length == 0)
        {
            return HostVerdict.NotGranted;
        }

        if (url.Host.Address is { } address ? PublicAddress.Is(address) : !privateHosts.Holds(url.Host))
        {
            return HostVerdict.Granted;
        }

        var isNamed = url.Host is { Address: null, IsLocalhost: false }
            ? covering.Length > 0
            : privateHosts.MayBeNamed && Array.Exists(covering, target => !target.IsWildcard);
        return isNamed ? HostVerdict.Granted : HostVerdict.NotPublic;
    }
}

/// <summary>What <see cref="HostRules"/> decides.</summary>
internal enum HostVerdict
{
    /// <summary>It may.</summary>
    Granted,

    /// <summary>No target covers the host.</summary>
    NotGranted,

    /// <summary>The host is not public, and no target names it.</summary>
    NotPublic,
}
