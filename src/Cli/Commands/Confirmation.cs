using System.CommandLine;
using System.Text;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>Asks before something is lost; a script, which nobody sits at, is not asked.</summary>
internal static class Confirmation
{
    public static Option<bool> NewOption() => new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>Goes on when the user agrees.</summary>
    /// <exception cref="CommandFailedException">The user said no.</exception>
    public static void Demand(this Session session, Option<bool> yes, string question)
    {
        if (session.Get(yes) || !session.Surroundings.IsInTerminal || !session.Surroundings.IsOutTerminal)
        {
            return;
        }

        session.Surroundings.Error.Write($"{VisibleText.OnOneLine(question)} [y/N] ");
        if (ReadLine(session.Surroundings.In).Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CommandFailedException(ExitCodes.Refused, "Nothing was changed.");
        }
    }

    private static string ReadLine(Stream input)
    {
        using var reader = new StreamReader(input, Encoding.UTF8, leaveOpen: true);
        return reader.ReadLine() ?? "";
    }
}
