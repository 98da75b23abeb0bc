using System.CommandLine;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Iac.Plans;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac;

/// <summary><c>molnos context</c>.</summary>
internal static class ContextCommands
{
    public static CliCommand Create() => new("context", "Act on a whole context.") { Destroy() };

    private static CliCommand Destroy()
    {
        var name = new Argument<string>("name") { Description = "The context's name." };
        var yes = Confirmation.NewOption();
        return new CliCommand(
            "destroy", "Delete every function of a context. Tables, buckets and schemas belong to no context, and stay.", "molnos context destroy shop --yes") { name, yes }
            .Runs(async (session, cancellationToken) =>
            {
                var context = session.Need(name);
                var functions = await new LiveStateReader(session.Api).ReadContextAsync(context, cancellationToken);
                if (functions.Count == 0)
                {
                    throw new CommandFailedException(ExitCodes.Refused, $"No function belongs to the context '{context}'.", "`molnos functions list` shows which there are.");
                }

                var plan = new Plan(
                    [.. functions.OrderBy(function => function.Key, StringComparer.Ordinal).Select(function =>
                        new Change(ChangeAction.Delete, "function", function.Key, [], new PlannedCall(HttpMethod.Delete, $"/functions/{function.Value}", null)))],
                    0,
                    [],
                    []);
                session.Demand(yes, $"Delete {functions.Count} functions of the context {context}: {string.Join(", ", functions.Keys)}?");
                await IacCommands.CarryOutAsync(session, plan, cancellationToken);
            });
    }
}
