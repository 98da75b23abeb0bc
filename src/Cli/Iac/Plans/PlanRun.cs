using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>Carries a plan out, one change after the other, and stops at the first that fails.</summary>
internal sealed class PlanRun(ApiClient api)
{
    /// <summary>How far it came.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="onDone">Told of each change that is done.</param>
    /// <param name="cancellationToken">Stops between two changes.</param>
    public async Task<RunOutcome> CarryOutAsync(Plan plan, Action<DoneChange> onDone, CancellationToken cancellationToken)
    {
        var done = new List<DoneChange>();
        foreach (var change in plan.Changes)
        {
            try
            {
                var answer = await api.TryAsync(change.Call.Method, change.Call.Path, change.Call.Body, cancellationToken);
                if (!answer.IsGood)
                {
                    return new RunOutcome(done, change, Refusal.Of(answer));
                }

                done.Add(new DoneChange(change, answer.Json.Text("apiKey")));
            }
            catch (CommandFailedException failed)
            {
                return new RunOutcome(done, change, failed);
            }

            onDone(done[^1]);
        }

        return new RunOutcome(done, null, null);
    }
}

/// <summary>A change that was made.</summary>
/// <param name="Change">Which.</param>
/// <param name="ApiKey">The key of a new service account, which the server shows this once.</param>
internal sealed record DoneChange(Change Change, string? ApiKey);

/// <summary>How far a plan came.</summary>
/// <param name="Done">What was done, in its order.</param>
/// <param name="FailedAt">What failed; null when all was done. What stands behind it was not tried.</param>
/// <param name="Failure">Why.</param>
internal sealed record RunOutcome(IReadOnlyList<DoneChange> Done, Change? FailedAt, CommandFailedException? Failure);
