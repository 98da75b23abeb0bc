using System.CommandLine;
using System.Diagnostics;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary><c>molnos functions invoke</c>.</summary>
internal static class InvokeCommand
{
    public static Command Create()
    {
        var which = FunctionCommands.Which();
        var method = new Argument<string?>("method") { Description = "GET, POST, … GET when omitted.", Arity = ArgumentArity.ZeroOrOne };
        var body = new Argument<string?>("body") { Description = "The body: a text, @FILE, or - for stdin.", Arity = ArgumentArity.ZeroOrOne };
        var path = new Option<string>("--path") { Description = "What follows the function's id, with a query if you like.", HelpName = "/PATH", DefaultValueFactory = _ => "" };
        var headers = new Option<string[]>("--header", "-H") { Description = "A header. Repeat for more.", HelpName = "\"NAME: VALUE\"" };
        var sendToken = new Option<bool>("--send-token") { Description = "Send your token to a public function, too, which then can read it." };
        var full = new Option<bool>("--full") { Description = "For programs: status, headers, duration and log beside the body." };
        return new CliCommand(
            "invoke",
            "Call a function. People see status, headers, body, duration and what it logged; programs get the body.",
            "molnos functions invoke greet",
            "molnos functions invoke greet POST '{\"key\":\"value\"}'",
            "molnos functions invoke shop GET --path='/orders/17?full=1' --header 'accept: text/html'",
            "molnos functions invoke resize POST @photo.png > small.png") { which, method, body, path, headers, sendToken, full }
            .Runs(async (session, cancellationToken) =>
            {
                var call = new InvokeRequest(
                    InvokeRequest.ReadMethod(session.Get(method)), InvokeRequest.ReadBody(session.Get(body), session.Surroundings.In), session.Get(path)!, session.Get(headers) ?? []);
                var (id, isPublic) = await FindAsync(session, session.Need(which), cancellationToken);
                using var request = call.ToMessage(session.Api.AddressOf, id);
                var watch = Stopwatch.StartNew();
                // A public function sees the header, and is not to be given the keys of whoever tries it out.
                using var response = await session.Api.OpenAsync(request, sendsToken: !isPublic || session.Get(sendToken), cancellationToken);
                return await new InvokeReport(session, id, watch).ShowAsync(response, session.Get(full), cancellationToken);
            });
    }

    private static async Task<(string Id, bool IsPublic)> FindAsync(Session session, string idOrName, CancellationToken cancellationToken)
    {
        try
        {
            var function = await session.Api.TryFindAsync(idOrName, cancellationToken) ?? throw FunctionLookup.NoSuchFunction(idOrName);
            return (function.Text("id")!, function.Flag("allowUnauthenticated"));
        }
        catch (CommandFailedException failed) when (failed.ExitCode == ExitCodes.NotAllowed && FunctionLookup.LooksLikeId(idOrName))
        {
            // Who may not look at functions may still call one.
            return (idOrName, false);
        }
    }
}
