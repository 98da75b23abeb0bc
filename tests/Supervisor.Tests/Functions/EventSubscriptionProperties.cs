using FsCheck;
using FsCheck.Fluent;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>The tree of subscriptions finds what looking at every pattern finds, however functions come and go.</summary>
public sealed class EventSubscriptionProperties
{
    // Few and confusable, so that patterns share segments.
    private static readonly Gen<string> s_segment = Gen.Elements("a", "b", "A", "ab");

    private static readonly Gen<string> s_name = Gen.Choose(1, 4).SelectMany(count => s_segment.ArrayOf(count)).Select(Joined);

    private static readonly Gen<string> s_pattern =
        from count in Gen.Choose(1, 4)
        from segments in Gen.Frequency((2, s_segment), (1, Gen.Constant("*"))).ArrayOf(count)
        from rest in Gen.Elements("", "", ".**")
        from odd in Gen.Frequency((9, Gen.Constant("")), (1, Gen.Constant(".x*")))
        select Joined(segments) + rest + odd;

    private static readonly Gen<DeployedFunction> s_function =
        from number in Gen.Choose(0, 9)
        from patterns in s_pattern.ListOf()
        select Function($"function{number}"[^8..], [.. patterns.Take(4)]);

    private static readonly Gen<(List<(bool IsRemoved, DeployedFunction Function)> Changes, string Name)> s_history =
        from functions in s_function.ListOf()
        from removals in Gen.Elements(true, false, false).ArrayOf(functions.Count)
        from name in s_name
        select (removals.Zip(functions).ToList(), name);

    [Fact]
    public void Whatever_was_deployed_changed_and_removed_the_subscribers_are_those_whose_patterns_match() => Holds(s_history, 2000, history =>
    {
        var catalog = new FunctionCatalog();
        var expected = new Dictionary<string, DeployedFunction>(StringComparer.Ordinal);
        foreach (var (isRemoved, function) in history.Changes)
        {
            if (isRemoved && catalog.TryGet(function.Id, out var current))
            {
                catalog.Remove(current);
                expected.Remove(function.Id);
            }
            else
            {
                catalog.Put(function);
                expected[function.Id] = function;
            }
        }

        var found = catalog.SubscribersOf(history.Name);
        return found.Order(StringComparer.Ordinal).SequenceEqual(
            expected.Values.Where(function => Matches(function, history.Name)).Select(function => function.Id).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void What_is_loaded_at_the_start_is_what_was_put_one_by_one() => Holds(s_history, 500, history =>
    {
        var last = history.Changes.GroupBy(change => change.Function.Id, StringComparer.Ordinal).Select(group => group.Last().Function).ToList();
        var (loaded, put) = (new FunctionCatalog(), new FunctionCatalog());
        loaded.Load(last);
        last.ForEach(put.Put);

        return loaded.SubscribersOf(history.Name).ToHashSet(StringComparer.Ordinal).SetEquals(put.SubscribersOf(history.Name));
    });

    [Fact]
    public void When_the_last_function_has_gone_no_trace_of_it_is_left()
    {
        var function = Function("aaaaaaaa", "a.*.b", "**", "a.b");

        var left = EventSubscriptions.None.Add(function).Remove(function);

        left.Find("a.x.b").Should().BeEmpty();
        left.Remove(function).Find("a.b").Should().BeEmpty();
    }

    private static bool Matches(DeployedFunction function, string name) =>
        function.Definition.Triggers.OfType<FunctionTrigger.Event>().Any(trigger => MatchesByRegex(trigger.EventName, name));

    /// <summary>A second opinion, made in another way.</summary>
    private static bool MatchesByRegex(string pattern, string name)
    {
        var segments = pattern.Split('.').Select((segment, index) => segment switch
        {
            "*" => @"[^.]+",
            "**" when index == pattern.Split('.').Length - 1 => @"[^.]+(\.[^.]+)*",
            _ => System.Text.RegularExpressions.Regex.Escape(segment),
        });
        return System.Text.RegularExpressions.Regex.IsMatch(
            name, $"^{string.Join(@"\.", segments)}$", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    private static DeployedFunction Function(string id, params string[] patterns) => new()
    {
        Id = id,
        Definition = new FunctionDefinition { Name = id, Triggers = [.. patterns.Select(pattern => new FunctionTrigger.Event(pattern))] },
        Version = 1,
        CreatedAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    private static string Joined(string[] segments) => string.Join('.', segments);

    private static void Holds<T>(Gen<T> gen, int tries, Func<T, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(tries), Prop.ForAll(gen.ToArbitrary(), property));
}
