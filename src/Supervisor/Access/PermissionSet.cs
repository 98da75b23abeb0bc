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
}
