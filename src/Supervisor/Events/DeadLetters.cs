using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>Sends dead letters on their way again, or removes them.</summary>
internal sealed class DeadLetters(IDeadLetterStore store, DeliveryLanes lanes, FunctionCatalog catalog, TimeProvider time)
{
    /// <summary>Dead letters moved at once, so that no emit waits long.</summary>
    private const int Step = 200;

    /// <summary>One dead letter.</summary>
    /// <exception cref="RefusedException">There is none (404), or its function does not want it (409).</exception>
    public async Task<RedriveAnswer> RedriveAsync(long id, CancellationToken cancellationToken)
    {
        var letter = await store.FindAsync(id, cancellationToken) ?? throw NotFound();
        if (!IsWanted(letter))
        {
            throw new RefusedException(
                StatusCodes.Status409Conflict,
                $"The function {letter.FunctionId} is gone, or subscribes to {letter.EventName} no more. Deploy it so that it does, then redrive again; or delete the dead letter.");
        }

        return await store.RedriveAsync([id], time.GetUtcNow(), lanes.Resume, cancellationToken) == 1
            ? new RedriveAnswer(1, 0)
            : throw NotFound();
    }

    /// <summary>All that fit and are dead now; those that die again meanwhile stay dead.</summary>
    public async Task<RedriveAnswer> RedriveAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        var (redriven, skipped) = (0, 0);
        await foreach (var letters in StepsAsync(query, cancellationToken))
        {
            var wanted = letters.Where(IsWanted).Select(letter => letter.Id).ToList();
            skipped += letters.Count - wanted.Count;
            redriven += await store.RedriveAsync(wanted, time.GetUtcNow(), lanes.Resume, cancellationToken);
        }

        return new RedriveAnswer(redriven, skipped);
    }

    /// <summary>Removes one.</summary>
    /// <exception cref="RefusedException">There is none (404).</exception>
    public async Task RemoveAsync(long id, CancellationToken cancellationToken)
    {
        if (await store.RemoveAsync([id], cancellationToken) == 0)
        {
            throw NotFound();
        }
    }

    /// <summary>Removes all that fit; how many there were.</summary>
    public async Task<int> PurgeAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var letters in StepsAsync(query, cancellationToken))
        {
            removed += await store.RemoveAsync([.. letters.Select(letter => letter.Id)], cancellationToken);
        }

        return removed;
    }

    public static RefusedException NotFound() => new(StatusCodes.Status404NotFound, "There is no such dead letter.");

    private async IAsyncEnumerable<IReadOnlyList<DeadLetter>> StepsAsync(
        DeadLetterQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // By their numbers, which never come back, and only those that are dead by now: so this ends.
        var now = time.GetUtcNow().AddTicks(1);
        var until = query with { To = query.To < now ? query.To : now, Most = Step };
        for (long? after = 0; after is not null;)
        {
            var letters = await store.ReadStepAsync(until, after.Value, cancellationToken);
            if (letters.Count > 0)
            {
                yield return letters;
            }

            after = letters.Count == Step ? letters[^1].Id : null;
        }
    }

    private bool IsWanted(DeadLetter letter) =>
        catalog.TryGet(letter.FunctionId, out var function) && EventSubscriptions.Has(function.Definition, letter.EventName);
}
