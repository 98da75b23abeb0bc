using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Functions;

/// <summary>Every deployed function as it serves now: an immutable snapshot in memory, so that a call never waits for the database.</summary>
internal sealed class FunctionCatalog
{
    private volatile Snapshot _current = Snapshot.Empty;

    /// <summary>How many functions there are.</summary>
    public int Count => _current.ById.Count;

    /// <summary>The function with this id.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out DeployedFunction? function) => _current.ById.TryGetValue(id, out function);

    /// <summary>The function with this name.</summary>
    public bool TryGetByName(string name, [NotNullWhen(true)] out DeployedFunction? function) => _current.ByName.TryGetValue(name, out function);

    /// <summary>
    /// Functions in order of their names.
    /// </summary>
    /// <param name="context">Only those of this context.</param>
    /// <param name="limit">At most so many; null for all.</param>
    /// <param name="cursor">Go on after the page that gave this cursor; null from the start.</param>
    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public FunctionPage List(string? context = null, int? limit = null, string? cursor = null)
    {
        var after = cursor is null ? null : FunctionPage.ReadCursor(cursor);
        var functions = new List<DeployedFunction>();
        foreach (var (name, function) in _current.ByName)
        {
            if ((after is not null && string.CompareOrdinal(name, after) <= 0)
                || (context is not null && !string.Equals(context, function.Definition.Context, StringComparison.Ordinal)))
            {
                continue;
            }

            if (functions.Count == limit)
            {
                return new FunctionPage(functions, FunctionPage.WriteCursor(functions[^1].Definition.Name));
            }

            functions.Add(function);
        }

        return new FunctionPage(functions, NextCursor: null);
    }

    /// <summary>Replaces everything, at start.</summary>
    public void Load(IEnumerable<DeployedFunction> functions)
    {
        var all = functions.ToList();
        _current = new Snapshot(
            all.ToImmutableDictionary(function => function.Id, StringComparer.Ordinal),
            all.ToImmutableSortedDictionary(function => function.Definition.Name, function => function, StringComparer.Ordinal));
    }

    /// <summary>Puts a function's new version in force. Only the registry calls this, one call at a time.</summary>
    public void Put(DeployedFunction function)
    {
        var (byId, byName) = _current;
        if (byId.TryGetValue(function.Id, out var before))
        {
            byName = byName.Remove(before.Definition.Name);
        }

        _current = new Snapshot(byId.SetItem(function.Id, function), byName.SetItem(function.Definition.Name, function));
    }

    /// <summary>Takes a function out. Only the registry calls this, one call at a time.</summary>
    public void Remove(DeployedFunction function) =>
        _current = new Snapshot(_current.ById.Remove(function.Id), _current.ByName.Remove(function.Definition.Name));

    private sealed record Snapshot(ImmutableDictionary<string, DeployedFunction> ById, ImmutableSortedDictionary<string, DeployedFunction> ByName)
    {
        public static readonly Snapshot Empty = new(
            ImmutableDictionary.Create<string, DeployedFunction>(StringComparer.Ordinal),
            ImmutableSortedDictionary.Create<string, DeployedFunction>(StringComparer.Ordinal));
    }
}
