using Xunit.Abstractions;

namespace MolnOS.Sandbox.EndToEnd.Tests;

/// <summary>Begins with the collections that take longest, so that none of them is left to run alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    // By what they took when measured; a class of its own is a collection named after it.
    private static readonly string[] s_long =
        [SharedSupervisor.Collection, "AttackTests", "IdleTests", "GarbageTests", "CrashTests", "EventLifeTests", "SchemaLifeTests", "ScheduleTests", "HostileSchemaTests"];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Rank);

    private static int Rank(ITestCollection collection)
    {
        var rank = Array.FindIndex(s_long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal));
        return rank < 0 ? s_long.Length : rank;
    }
}
