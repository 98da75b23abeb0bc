using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Functions;

/// <summary>Every deployed function as it serves now: an immutable snapshot in memory, so that a call never waits for the database.</summary>
internal sealed class FunctionCatalog
{
    private volatile Snapshot _current = Snapshot.Empty;
    private Action<DeployedFunction>? _removed;
    private Action? _scheduledChanged;

    /// <summary>How many functions there are.</summary>
    public int Count => _current.ById.Count;

    /// <summary>The function with this id.</summary>
    public bool TryGet(string id, [NotNullWhen(true)] out DeployedFunction? function) => _current.ById.TryGetValue(id, out function);

    /// <summary>The function with this name.</summary>
    public bool TryGetByName(string name, [NotNullWhen(true)] out DeployedFunction? function) => _current.ByName.TryGetValue(name, out function);

    /// <summary>The one function that a text means: the one with this id, else the one with this name.</summary>
    public bool TryFind(string idOrName, [NotNullWhen(true)] out DeployedFunction? function)
    {
        var snapshot = _current;
        return snapshot.ById.TryGetValue(idOrName, out function) || snapshot.ByName.TryGetValue(idOrName, out function);
    }

    /// <summary>From now on tells of each function that was taken out, when it is out. Who is told must return at once and never throw.</summary>
    public void WhenRemoved(Action<DeployedFunction> told) => _removed += told;

    /// <summary>From now on tells when <see cref="Scheduled"/> is another. Who is told must return at once and never throw.</summary>
    public void WhenScheduledChange(Action told) => _scheduledChanged += told;

    /// <summary>The functions that have schedules, by id; the same object as long as none of them has changed.</summary>
    public IReadOnlyDictionary<string, DeployedFunction> Scheduled => _current.Scheduled;

    /// <summary>Ids of the functions that an event of this name goes to now.</summary>
    public IReadOnlyCollection<string> SubscribersOf(string eventName) => _current.Subscriptions.Find(eventName);

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
        var snapshot = _current;
        var functions = new List<DeployedFunction>();
        foreach (var name in snapshot.Order.After(after, context))
        {
            if (functions.Count == limit)
            {
                return new FunctionPage(functions, FunctionPage.WriteCursor(functions[^1].Definition.Name));
            }

            functions.Add(snapshot.ByName[name]);
        }

        return new FunctionPage(functions, NextCursor: null);
    }

    /// <summary>The function of a name, if it is of this context, as a list.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="context">The context; null for any.</param>
    public FunctionPage ListOne(string name, string? context) => new(
        TryGetByName(name, out var function) && (context is null || string.Equals(function.Definition.Context, context, StringComparison.Ordinal)) ? [function] : [],
        NextCursor: null);

    /// <summary>Replaces everything, at start.</summary>
    public void Load(IEnumerable<DeployedFunction> functions)
    {
        var all = functions.ToList();
        Set(new Snapshot(
            all.ToImmutableDictionary(function => function.Id, StringComparer.Ordinal),
            all.ToImmutableDictionary(function => function.Definition.Name, StringComparer.Ordinal),
            NameOrder.Of(all),
            EventSubscriptions.Of(all),
            all.Where(function => function.HasSchedule).ToImmutableDictionary(function => function.Id, StringComparer.Ordinal)));
    }

    /// <summary>Puts a function's new version in force. Only the registry calls this, one call at a time.</summary>
    public void Put(DeployedFunction function) =>
        Set((_current.ById.TryGetValue(function.Id, out var before) ? _current.Without(before) : _current).With(function));

    /// <summary>Takes a function out. Only the registry calls this, one call at a time.</summary>
    public void Remove(DeployedFunction function)
    {
        Set(_current.Without(function));
        _removed?.Invoke(function);
    }

    private void Set(Snapshot next)
    {
        var before = _current;
        _current = next;
        if (!ReferenceEquals(before.Scheduled, next.Scheduled))
        {
            _scheduledChanged?.Invoke();
        }
    }

    private sealed record Snapshot(
        ImmutableDictionary<string, DeployedFunction> ById,
        ImmutableDictionary<string, DeployedFunction> ByName,
        NameOrder Order,
        EventSubscriptions Subscriptions,
        ImmutableDictionary<string, DeployedFunction> Scheduled)
    {
        public static readonly Snapshot Empty = new(
            ImmutableDictionary.Create<string, DeployedFunction>(StringComparer.Ordinal),
            ImmutableDictionary.Create<string, DeployedFunction>(StringComparer.Ordinal),
            NameOrder.Empty,
            EventSubscriptions.None,
            ImmutableDictionary.Create<string, DeployedFunction>(StringComparer.Ordinal));

        public Snapshot With(DeployedFunction function) => new(
            ById.SetItem(function.Id, function),
            ByName.SetItem(function.Definition.Name, function),
            Order.Add(function),
            Subscriptions.Add(function),
            function.HasSchedule ? Scheduled.SetItem(function.Id, function) : Scheduled);

        public Snapshot Without(DeployedFunction function) => new(
            ById.Remove(function.Id),
            ByName.Remove(function.Definition.Name),
            Order.Remove(function),
            Subscriptions.Remove(function),
            Scheduled.Remove(function.Id));
    }
}
