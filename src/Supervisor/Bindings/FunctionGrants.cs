using System.Collections.Concurrent;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Bindings;

/// <summary>
/// What the service account of a function may do: exactly what its bindings say, as permissions of the common grammar. Since it follows
/// from the definition, it is made, changed and removed with the function. Pure.
/// </summary>
internal sealed class FunctionGrants
{
    private readonly PermissionSet _permissions;
    private readonly ConcurrentDictionary<(string Service, string Action), IReadOnlyList<string?>> _targets = new();

    private FunctionGrants(PermissionSet permissions, IReadOnlyList<string> services)
    {
        _permissions = permissions;
        Services = services;
    }

    /// <summary>Names of the bound services.</summary>
    public IReadOnlyList<string> Services { get; }

    /// <summary>The permissions in their written form.</summary>
    public IReadOnlyList<string> Names => _permissions.Names;

    /// <summary>The grants of a definition's bindings.</summary>
    public static FunctionGrants Of(IReadOnlyList<FunctionBinding>? bindings) => new(
        new PermissionSet((bindings ?? []).SelectMany(PermissionsOf)),
        [.. (bindings ?? []).Select(binding => binding.Service)]);

    /// <summary>Whether an action upon a service is granted, and upon a resource where one is named.</summary>
    public bool Allows(string service, string action, string? target) => _permissions.Allows(Wanted(service, action, target), target);

    /// <summary>The targets that an action of a service is granted upon, the same list each time; null among them stands for all.</summary>
    public IReadOnlyList<string?> TargetsOf(string service, string action) => _targets.GetOrAdd(
        (service, action), key => _permissions.TargetsOf(Permission.Parse($"{key.Service}.{BindableServices.All[key.Service].ResourceType}.{key.Action}")));

    /// <summary>The permission that an action asks for, for messages and the audit log.</summary>
    public static string Describe(string service, string action, string? target) =>
        target is null ? $"{Wanted(service, action, target)}" : $"{Wanted(service, action, target)}:{target}";

    private static Permission Wanted(string service, string action, string? target) =>
        Permission.Parse(target is null ? $"{service}.{action}" : $"{service}.{BindableServices.All[service].ResourceType}.{action}");

    private static IEnumerable<Permission> PermissionsOf(FunctionBinding binding) =>
        BindableServices.All.TryGetValue(binding.Service, out var service)
            ? binding.Permissions.SelectMany(permission => NamesOf(binding.Service, service, permission)).SelectMany(ReadOne)
            : [];

    private static IEnumerable<string> NamesOf(string name, BindableService service, BindingPermission granted)
    {
        foreach (var action in granted.Actions ?? service.Actions)
        {
            var ofResources = $"{name}.{service.ResourceType}.{action}";
            if (granted.Resource is null)
            {
                // The whole service: what it does as a whole, and every resource in it.
                yield return $"{name}.{action}";
            }

            foreach (var target in granted.Targets ?? [""])
            {
                yield return target.Length == 0 ? ofResources : $"{ofResources}:{target}";
            }
        }
    }

    /// <summary>A name that is no permission, such as one with a control character, grants nothing.</summary>
    private static IEnumerable<Permission> ReadOne(string text) => Permission.TryParse(text, out var permission) ? [permission] : [];
}
