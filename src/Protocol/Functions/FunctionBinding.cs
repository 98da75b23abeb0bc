namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>A service a function may reach, and how far.</summary>
/// <param name="Service">Service name, such as <c>databases</c>.</param>
/// <param name="Permissions">What it may do there; at least one.</param>
public sealed record FunctionBinding(string Service, IReadOnlyList<BindingPermission> Permissions);

/// <summary>One grant within a service.</summary>
/// <param name="Resource">Resource type, such as <c>table</c>; null means the whole service.</param>
/// <param name="Actions">Actions such as <c>read</c>; null means all.</param>
/// <param name="Targets">Names of single resources; null means all of the type.</param>
public sealed record BindingPermission(string? Resource, IReadOnlyList<string>? Actions, IReadOnlyList<string>? Targets);
