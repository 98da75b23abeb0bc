using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Iac.Plans;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac;

/// <summary><c>molnos iac</c>.</summary>
internal static class IacCommands
{
    public static CliCommand Create() => new("iac", "Keep a server as a molnos.json describes it.") { Validate(), Diff(), Apply() };

    private static CliCommand Validate()
    {
        var file = File();
        return new CliCommand("validate", "Check a molnos.json without asking the server.", "molnos iac validate molnos.json") { file }.Runs((session, _) =>
        {
            var manifest = ManifestFile.Read(session.Get(file)!).Manifest;
            WarnOf(session, manifest.Warnings);
            session.Print(
                new JsonObject { ["success"] = true, ["warnings"] = JsonLists.OfTexts(manifest.Warnings) },
                display => display.Line(new Cell("✓ ", Tone.Good), $"{session.Get(file)} is valid"));
            return Task.CompletedTask;
        });
    }

    private static CliCommand Diff()
    {
        var (file, choices) = (File(), new ChoiceFlags());
        var command = new CliCommand("diff", "Show what apply would change.", "molnos iac diff molnos.json", "molnos iac diff molnos.json --prune") { file };
        choices.AddTo(command);
        return command.Runs(async (session, cancellationToken) => ShowPlan(session, await PlanAsync(session, file, choices, isForShow: true, cancellationToken)));
    }

    private static CliCommand Apply()
    {
        var (file, choices) = (File(), new ChoiceFlags());
        var dryRun = new Option<bool>("--dry-run") { Description = "Change nothing, like diff." };
        var yes = Confirmation.NewOption();
        var command = new CliCommand(
            "apply",
            "Make the server what the file describes. What is right already is left alone, so that a second apply changes nothing.",
            "molnos iac apply molnos.json",
            "molnos iac apply molnos.json --prune --yes") { file, dryRun, yes };
        choices.AddTo(command);
        return command.Runs(async (session, cancellationToken) =>
        {
            var plan = await PlanAsync(session, file, choices, session.Get(dryRun), cancellationToken);
            if (session.Get(dryRun) || plan.Changes.Count == 0)
            {
                ShowPlan(session, plan);
                return;
            }

            if (plan.Changes.Any(change => change.Action == ChangeAction.Delete))
            {
                AskForDeletions(session, plan, yes);
            }

            await CarryOutAsync(session, plan, cancellationToken);
        });
    }

    /// <summary>Carries a plan out and says what came of it.</summary>
    /// <exception cref="CommandFailedException">It stopped at a failure.</exception>
    public static async Task CarryOutAsync(Session session, Plan plan, CancellationToken cancellationToken)
    {
        var outcome = await new PlanRun(session.Api).CarryOutAsync(plan, done =>
        {
            if (session.IsForPeople)
            {
                PlanReport.Show(session.Display, done.Change, done.ApiKey is null ? "" : $"  its key, shown this once: {done.ApiKey}");
            }
        }, cancellationToken);
        session.Print(PlanReport.Json(plan, outcome), display =>
        {
            if (outcome.FailedAt is null)
            {
                display.Line(new Cell("✓ ", Tone.Good), $"{outcome.Done.Count} changed, {plan.Unchanged} unchanged.");
            }
        });
        if (outcome.FailedAt is not null)
        {
            throw PlanReport.Failure(plan, outcome);
        }
    }

    // What is only shown needs no secret.
    private static async Task<Plan> PlanAsync(Session session, Argument<string> path, ChoiceFlags flags, bool isForShow, CancellationToken cancellationToken)
    {
        var file = ManifestFile.Read(session.Get(path)!);
        WarnOf(session, file.Manifest.Warnings);
        var choices = flags.Read(session);
        var plan = await session.WorkAsync("Comparing…", async () =>
        {
            var code = await file.ReadCodeAsync(cancellationToken);
            var live = await new LiveStateReader(session.Api).ReadAsync(file.Manifest, choices.Prunes, cancellationToken);
            return Planner.Make(file.Manifest, live, new PlanInputs(code, variable => isForShow ? "" : file.ReadSecret(variable, session.Surroundings), choices));
        });
        return plan.Conflicts.Count == 0 ? plan : throw new CommandFailedException(ExitCodes.Refused, string.Join('\n', plan.Conflicts));
    }

    private static void ShowPlan(Session session, Plan plan) => session.Print(PlanReport.Json(plan), display =>
    {
        foreach (var change in plan.Changes)
        {
            PlanReport.Show(display, change);
        }

        display.Line(PlanReport.Summary(plan));
    });

    private static void AskForDeletions(Session session, Plan plan, Option<bool> yes)
    {
        if (session.IsForPeople && !session.Get(yes))
        {
            foreach (var change in plan.Changes.Where(change => change.Action == ChangeAction.Delete))
            {
                PlanReport.Show(session.Display, change);
            }
        }

        session.Demand(yes, $"Delete these and make {plan.Changes.Count(change => change.Action != ChangeAction.Delete)} other changes?");
    }

    private static void WarnOf(Session session, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            session.Warn(warning);
        }
    }

    private static Argument<string> File() => new("file") { Description = "The file; molnos.json when omitted.", DefaultValueFactory = _ => ManifestFile.DefaultPath };
}

/// <summary>The flags that say how far a plan goes.</summary>
internal sealed class ChoiceFlags
{
    private readonly Option<bool> _prune = new("--prune") { Description = "Delete functions of the file's context that the file does not name." };
    private readonly Option<bool> _takeOver = new("--take-over") { Description = "Take functions that belong to another context." };
    private readonly Option<bool> _secrets = new("--send-secrets") { Description = "Send all secrets again. Without it those that are there stay." };

    public void AddTo(Command command)
    {
        command.Add(_prune);
        command.Add(_takeOver);
        command.Add(_secrets);
    }

    public PlanChoices Read(Session session) => new(session.Get(_prune), session.Get(_takeOver), session.Get(_secrets));
}
