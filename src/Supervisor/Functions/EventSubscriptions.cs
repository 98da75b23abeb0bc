using System.Collections.Immutable;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>
/// Which functions subscribe to which events: an immutable tree of the segments of their patterns, so that an event costs the patterns that
/// share segments with its name, and not all there are.
/// </summary>
internal sealed class EventSubscriptions
{
    private readonly Node _root;

    private EventSubscriptions(Node root) => _root = root;

    /// <summary>No subscriptions.</summary>
    public static EventSubscriptions None { get; } = new(Node.Empty);

    /// <summary>The subscriptions of these functions.</summary>
    public static EventSubscriptions Of(IEnumerable<DeployedFunction> functions) =>
        functions.Aggregate(None, static (subscriptions, function) => subscriptions.Add(function));

    /// <summary>Ids of the functions that an event of this name goes to, each once.</summary>
    public IReadOnlyCollection<string> Find(string eventName)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(_root, EventNames.SegmentsOf(eventName), found);
        return found;
    }

    /// <summary>Whether a function subscribes to an event of this name.</summary>
    public static bool Has(FunctionDefinition definition, string eventName) =>
        definition.Triggers.OfType<FunctionTrigger.Event>().Any(trigger => EventNames.Matches(trigger.EventName, eventName));

    public EventSubscriptions Add(DeployedFunction function) => Change(function, isAdded: true);

    public EventSubscriptions Remove(DeployedFunction function) => Change(function, isAdded: false);

    private EventSubscriptions Change(DeployedFunction function, bool isAdded)
    {
        var root = _root;
        foreach (var trigger in function.Definition.Triggers.OfType<FunctionTrigger.Event>())
        {
            // A definition from before patterns had rules may hold anything; nothing can be called so.
            if (EventNames.FaultOfPattern(trigger.EventName) is null)
            {
                root = root.Changed(EventNames.SegmentsOf(trigger.EventName), function.Id, isAdded);
            }
        }

        return ReferenceEquals(root, _root) ? this : new EventSubscriptions(root);
    }

    private static void Collect(Node node, ReadOnlySpan<string> left, HashSet<string> found)
    {
        if (left.IsEmpty)
        {
            found.UnionWith(node.EndHere);
            return;
        }

        if (node.Children.TryGetValue(EventNames.AnyRest, out var rest))
        {
            found.UnionWith(rest.EndHere);
        }

        if (node.Children.TryGetValue(EventNames.AnyOne, out var any))
        {
            Collect(any, left[1..], found);
        }

        // A name holds no star, so what is found so is found once.
        if (node.Children.TryGetValue(left[0], out var child))
        {
            Collect(child, left[1..], found);
        }
    }

    /// <summary>What follows a run of segments.</summary>
    private sealed record Node(ImmutableDictionary<string, Node> Children, ImmutableHashSet<string> EndHere)
    {
        public static readonly Node Empty = new(
            ImmutableDictionary.Create<string, Node>(StringComparer.Ordinal), ImmutableHashSet.Create<string>(StringComparer.Ordinal));

        private bool IsEmpty => Children.IsEmpty && EndHere.IsEmpty;

        public Node Changed(ReadOnlySpan<string> segments, string functionId, bool isAdded)
        {
            if (segments.IsEmpty)
            {
                return this with { EndHere = isAdded ? EndHere.Add(functionId) : EndHere.Remove(functionId) };
            }

            var child = Children.GetValueOrDefault(segments[0], Empty).Changed(segments[1..], functionId, isAdded);
            return this with { Children = child.IsEmpty ? Children.Remove(segments[0]) : Children.SetItem(segments[0], child) };
        }
    }
}
