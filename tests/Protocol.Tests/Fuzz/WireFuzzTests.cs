using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace MolnOS.Sandbox.Protocol.Tests.Fuzz;

/// <summary>
/// Whatever a worker says, it is understood or cut off, and never more. <c>FUZZ_SEED</c> chooses the first round and
/// <c>FUZZ_ROUNDS</c> how many there are: the seed of a failed round, with one round, runs just that again.
/// </summary>
[Collection(MeasuredAlone.Name)]
public sealed class WireFuzzTests(ITestOutputHelper output)
{
    private const int FirstSeed = 20_261_122;
    private const int Rounds = 80_000;
    private const long MaxBytesAllocatedARound = 1024 * 1024;

    [Fact]
    public async Task A_worker_that_says_anything_at_all_is_understood_or_cut_off_and_never_more()
    {
        var first = FromEnvironment("FUZZ_SEED", FirstSeed);
        var rounds = FromEnvironment("FUZZ_ROUNDS", Rounds);
        var faults = new ConcurrentQueue<string>();
        long mutants = 0, violations = 0, answered = 0, said = 0;
        await Warm(first);
        var heldBefore = Held();
        var allocatedBefore = GC.GetTotalAllocatedBytes();

        await Parallel.ForAsync(0, rounds, async (number, _) =>
        {
            var round = new FuzzRound(first + number);
            if (faults.Count < 10 && await round.RunAsync() is { } fault)
            {
                faults.Enqueue(fault);
            }

            Interlocked.Add(ref mutants, round.Mutants);
            Interlocked.Add(ref answered, round.Answered);
            Interlocked.Add(ref said, round.SaidBytes);
            Interlocked.Add(ref violations, round.WasViolation ? 1 : 0);
        });

        var allocated = (GC.GetTotalAllocatedBytes() - allocatedBefore) / rounds;
        var held = Held() - heldBefore;
        output.WriteLine($"{rounds} rounds from seed {first}: {mutants} mutated lines, {said} bytes, {violations} cut off, {answered} calls answered; {allocated} bytes allocated a round, {held} bytes still held");
        faults.Should().BeEmpty();
        allocated.Should().BeLessThan(MaxBytesAllocatedARound, "what a line costs is bounded by its length");
        held.Should().BeLessThan(64 * 1024 * 1024, "nothing of a conversation that is over stays");
        if (rounds == Rounds)
        {
            mutants.Should().BeGreaterThan(100_000);
            violations.Should().BeGreaterThan(rounds / 3, "most of what is random is wrong");
            answered.Should().BeGreaterThan(rounds / 20, "some of it is right, or the rest would prove nothing");
        }
    }

    /// <summary>Pools and generated code are there before memory is measured.</summary>
    private static async Task Warm(int seed)
    {
        for (var number = 0; number < 200; number++)
        {
            await new FuzzRound(seed - number).RunAsync();
        }
    }

    private static long Held()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static int FromEnvironment(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

/// <summary>Tests of what the whole process allocates and holds: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredAlone
{
    /// <summary>Its name.</summary>
    public const string Name = "measured alone";
}
