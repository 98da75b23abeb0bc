namespace MolnOS.Sandbox.Access;

/// <summary>All permissions somebody holds.</summary>
internal sealed class PermissionSet(IEnumerable<Permission> held)
{
    private readonly Permission[] _held = [.. held.Distinct()];

    /// <summary>Their written forms.</summary>
    public IReadOnlyList<string> Names => [.. _held.Select(permission => permission.ToString())];

    /// <summary>Whether one of them allows <paramref name="wanted"/>, on <paramref name="target"/> where one is named.</summary>
    public bool Allows(Permission wanted, string? target = null)
    {
        foreach (var permission in _held)
        {
            if (permission.Allows(wanted, target))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The targets upon which <paramref name="wanted"/> is allowed; null among them stands for all.</summary>
    public IReadOnlyList<string?> TargetsOf(Permission wanted) =>
        [.. _held.Where(permission => permission.Allows(wanted, permission.Target)).Select(permission => permission.Target)];

    /// <summary>Whether everything that <paramref name="other"/> allows is allowed here too, and so may be handed on.</summary>
    public bool Covers(PermissionSet other) => Array.TrueForAll(other._held, Covers);

    /// <summary>The first permission here that <paramref name="other"/> does not cover; null when it covers all.</summary>
    public Permission? FirstBeyond(PermissionSet other) => Array.Find(_held, permission => !other.Covers(permission));

    /// <summary>Whether everything that <paramref name="other"/> allows is allowed here too.</summary>
    public bool Covers(Permission other) => Array.Exists(_held, permission => permission.Covers(other));
}
