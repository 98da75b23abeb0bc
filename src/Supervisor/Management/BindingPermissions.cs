using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Management;

/// <summary>Who binds a function to a service must be allowed to: a function may do what its bindings say, whoever calls it.</summary>
internal static class BindingPermissions
{
    /// <summary>Holds the caller to <c>functions.bindings.create:{service}</c> for each service whose binding the candidate adds or changes.</summary>
    /// <exception cref="RefusedException">A permission is missing.</exception>
    public static void Demand(Caller caller, FunctionCandidate candidate)
    {
        var before = candidate.Replaces?.Definition.Bindings ?? [];
        foreach (var binding in candidate.Function.Definition.Bindings ?? [])
        {
            if (!before.Any(old => IsSame(old, binding)) && !caller.May(KnownPermissions.CreateBindings, binding.Service))
            {
                throw AccessDemand.Refusal(KnownPermissions.CreateBindings, binding.Service);
            }
        }
    }

    private static bool IsSame(FunctionBinding left, FunctionBinding right) =>
        string.Equals(left.Service, right.Service, StringComparison.Ordinal)
        && left.Permissions.Count == right.Permissions.Count
        && left.Permissions.Zip(right.Permissions).All(pair => IsSame(pair.First, pair.Second));

    private static bool IsSame(BindingPermission left, BindingPermission right) =>
        string.Equals(left.Resource, right.Resource, StringComparison.Ordinal)
        && IsSame(left.Actions, right.Actions)
        && IsSame(left.Targets, right.Targets);

    private static bool IsSame(IReadOnlyList<string>? left, IReadOnlyList<string>? right) =>
        left is null || right is null ? ReferenceEquals(left, right) : left.SequenceEqual(right, StringComparer.Ordinal);
}
