using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Iac.Plans;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac;

/// <summary>Plans and what came of them, for people and for programs.</summary>
internal static class PlanReport
{
    public static void Show(Display display, Change change, string end = "")
    {
        var (sign, tone) = change.Action switch
        {
            ChangeAction.Create => ("+", Tone.Good),
            ChangeAction.Update => ("~", Tone.Warning),
            ChangeAction.Delete => ("-", Tone.Bad),
        };
        display.Line(
            new Cell($"{sign} ", tone), $"{change.Kind} ", new Cell(change.Name, Tone.Strong),
            new Cell(change.Fields.Count == 0 ? "" : $"  ({string.Join(", ", change.Fields)})", Tone.Quiet), end);
    }

    /// <summary>How many of each; what is asked for is what is there when nothing changes.</summary>
    public static string Summary(Plan plan)
    {
        int Count(ChangeAction action) => plan.Changes.Count(change => change.Action == action);
        return plan.Changes.Count == 0
            ? $"Nothing to change: {plan.Unchanged} resources are as they shall be."
            : $"{Count(ChangeAction.Create)} to create, {Count(ChangeAction.Update)} to change, {Count(ChangeAction.Delete)} to delete, {plan.Unchanged} unchanged.";
    }

    public static JsonObject Json(Plan plan) => new()
    {
        ["success"] = true,
        ["changes"] = new JsonArray([.. plan.Changes.Select(change => Json(change))]),
        ["unchanged"] = plan.Unchanged,
        ["warnings"] = JsonLists.OfTexts(plan.Warnings),
    };

    public static JsonObject Json(Plan plan, RunOutcome outcome)
    {
        var json = Json(plan);
        json["success"] = outcome.FailedAt is null;
        json["changes"] = new JsonArray([.. plan.Changes.Select((change, index) =>
        {
            var one = Json(change);
            one["result"] = index < outcome.Done.Count ? "done" : change == outcome.FailedAt ? "failed" : "not tried";
            if (index < outcome.Done.Count && outcome.Done[index].ApiKey is { } key)
            {
                one["apiKey"] = key;
            }

            return one;
        })]);
        return json;
    }

    /// <summary>What failed, and what was and was not done.</summary>
    public static CommandFailedException Failure(Plan plan, RunOutcome outcome)
    {
        var (failed, why) = (outcome.FailedAt!, outcome.Failure!);
        var left = plan.Changes.Count - outcome.Done.Count - 1;
        return new CommandFailedException(
            why.ExitCode,
            $"{failed.Kind} {failed.Name}: {why.Message}\n{outcome.Done.Count} of {plan.Changes.Count} changes were done; {left} behind this one were not tried.",
            why.Advice ?? "Put it right and apply again: what was done is not done twice.");
    }

    private static JsonObject Json(Change change)
    {
        var json = new JsonObject { ["action"] = change.Action.ToString().ToLowerInvariant(), ["kind"] = change.Kind, ["name"] = change.Name };
        if (change.Fields.Count > 0)
        {
            json["fields"] = JsonLists.OfTexts(change.Fields);
        }

        return json;
    }
}
