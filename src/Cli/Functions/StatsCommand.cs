using System.CommandLine;
using System.Runtime.CompilerServices;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions stats</c>.</summary>
internal static class StatsCommand
{
    public static Command Create()
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Keep the table up to date, until Ctrl-C. For programs: a line of JSON each time." };
        var interval = new Option<double>("--interval") { Description = "Seconds between two looks, 0.1 to 3600.", HelpName = "SECONDS", DefaultValueFactory = _ => 1 };
        interval.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0.1 or > 3600)
            {
                result.AddError("--interval must be 0.1 to 3600.");
            }
        });
        return new CliCommand(
            "stats", "Show calls, errors and times of all functions since the server started.", "molnos functions stats", "molnos functions stats --watch") { watch, interval }
            .Runs(async (session, cancellationToken) =>
            {
                if (session.Get(watch))
                {
                    await WatchAsync(session, TimeSpan.FromSeconds(session.Get(interval)), cancellationToken);
                    return;
                }

                var answer = await session.Api.GetAsync("/functions/stats", cancellationToken);
                session.Print(answer, static (display, json) => display.Draw(FunctionSheets.Stats(json)));
            });
    }

    private static async Task WatchAsync(Session session, TimeSpan interval, CancellationToken cancellationToken)
    {
        var answers = LookAsync(session.Api, interval, cancellationToken);
        if (session.IsForPeople)
        {
            await session.Display.DrawLiveAsync(SheetsOfAsync(answers), cancellationToken);
            return;
        }

        await foreach (var answer in answers)
        {
            session.WriteLine(JsonLine.TryCompact(answer.Body) ?? answer.Body);
        }
    }

    private static async IAsyncEnumerable<ApiAnswer> LookAsync(ApiClient api, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        do
        {
            yield return await api.GetAsync("/functions/stats", cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private static async IAsyncEnumerable<Sheet> SheetsOfAsync(IAsyncEnumerable<ApiAnswer> answers)
    {
        await foreach (var answer in answers)
        {
            yield return FunctionSheets.Stats(answer.Json);
        }
    }
}
