using System.Collections.Immutable;

namespace MolnOS.Sandbox.Functions;

/// <summary>The names of all functions and of each context's, in order, so that a page costs what it holds and not what lies before it.</summary>
internal sealed record NameOrder(ImmutableSortedSet<string> All, ImmutableDictionary<string, ImmutableSortedSet<string>> ByContext)
{
    private static readonly ImmutableSortedSet<string> None = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>No names.</summary>
    public static readonly NameOrder Empty = new(None, ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal));

    /// <summary>The names of these functions.</summary>
    public static NameOrder Of(IReadOnlyCollection<DeployedFunction> functions) => new(
        functions.Select(function => function.Definition.Name).ToImmutableSortedSet(StringComparer.Ordinal),
        functions.Where(function => function.Definition.Context is not null)
            .GroupBy(function => function.Definition.Context!, function => function.Definition.Name, StringComparer.Ordinal)
            .ToImmutableDictionary(group => group.Key, group => group.ToImmutableSortedSet(StringComparer.Ordinal), StringComparer.Ordinal));

    /// <summary>Names after <paramref name="after"/>, of one context or of all; read only as far as they are taken.</summary>
    public IEnumerable<string> After(string? after, string? context)
    {
        var names = context is null ? All : ByContext.GetValueOrDefault(context, None);
        var place = after is null ? 0 : names.IndexOf(after);
        for (var index = place < 0 ? ~place : place + (after is null ? 0 : 1); index < names.Count; index++)
        {
            yield return names[index];
        }
    }

    public NameOrder Add(DeployedFunction function)
    {
        var (name, context) = (function.Definition.Name, function.Definition.Context);
        return new NameOrder(
            All.Add(name), context is null ? ByContext : ByContext.SetItem(context, ByContext.GetValueOrDefault(context, None).Add(name)));
    }

    public NameOrder Remove(DeployedFunction function)
    {
        var (name, context) = (function.Definition.Name, function.Definition.Context);
        var left = context is null ? null : ByContext.GetValueOrDefault(context, None).Remove(name);
        return new NameOrder(All.Remove(name), left switch
        {
            null => ByContext,
            { Count: 0 } => ByContext.Remove(context!),
            _ => ByContext.SetItem(context!, left),
        });
    }
}
