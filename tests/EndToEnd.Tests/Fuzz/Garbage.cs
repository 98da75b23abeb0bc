using MolnOS.Sandbox.Protocol.Tests.Fuzz;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fuzz;

/// <summary>What <c>hostile/garbage.js</c> is told to write: lines of a worker, some of them mutated, about its own and other calls.</summary>
internal static class Garbage
{
    private static readonly string[] s_calls = [new('a', 32), new('b', 32)];

    // Nobody's id, no id at all.
    private static readonly string[] s_ids = [.. s_calls, new('f', 32), new('0', 32), new('A', 32), "1", ""];

    /// <summary>The garbage of one call; the same seed gives the same.</summary>
    public static byte[] Of(int seed)
    {
        var random = new Random(seed);
        var mutator = new FrameMutator(random, s_calls, s_ids);
        var lines = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) == 0 ? mutator.Line() : mutator.Mutant()).ToList();
        return [.. lines.SelectMany(line => line.Append((byte)'\n'))];
    }
}
