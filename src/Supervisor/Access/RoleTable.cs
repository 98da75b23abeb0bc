using System.Collections.Frozen;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access;

/// <summary>Every role there is at one moment.</summary>
internal sealed class RoleTable
{
    private readonly FrozenDictionary<string, Role> _byId;

    public RoleTable(IEnumerable<StoredRole> custom)
    {
        All = [.. BuiltInRoles.All, .. custom.Select(Read).OrderBy(role => role.Id, StringComparer.Ordinal)];
        _byId = All.ToFrozenDictionary(role => role.Id, StringComparer.Ordinal);
    }

    /// <summary>The built-in ones first.</summary>
    public IReadOnlyList<Role> All { get; }

    /// <summary>The role with this id, or null.</summary>
    public Role? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What holders of these roles may do together; a role nobody knows allows nothing.</summary>
    public PermissionSet PermissionsOf(IEnumerable<string> roleIds) => new(roleIds.SelectMany(id => Find(id)?.Permissions ?? []));

    // What cannot be read allows nothing.
    private static Role Read(StoredRole role) => new(
        role.Id, role.Name, role.Description, [.. role.Permissions.Select(text => Permission.TryParse(text, out var read) ? read : null).OfType<Permission>()])
    {
        CreatedAt = role.CreatedAt,
        UpdatedAt = role.UpdatedAt,
    };
}
