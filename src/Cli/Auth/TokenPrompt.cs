using System.Text;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Auth;

/// <summary>Takes a token from where nobody else can see it: typed without echo, or from stdin. Never from the command line.</summary>
internal static class TokenPrompt
{
    private const int Longest = 16 * 1024;

    /// <summary>The token.</summary>
    /// <exception cref="CommandFailedException">There was none.</exception>
    public static async Task<string> ReadAsync(Surroundings surroundings, CancellationToken cancellationToken)
    {
        var token = (surroundings.IsInTerminal ? Ask(surroundings.Error) : await ReadFirstLineAsync(surroundings.In, cancellationToken)).Trim();
        return token.Length > 0 && token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 ? token : throw CommandFailedException.WrongUsage(
            token.Length == 0 ? "There was no token." : "The token holds characters that no token has.", "Type it when asked, or give it by stdin: molnos auth configure < FILE");
    }

    private static string Ask(TextWriter error)
    {
        error.Write("Token (it is not shown): ");
        var token = new StringBuilder();
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    error.WriteLine();
                    return token.ToString();
                case ConsoleKey.Backspace:
                    token.Length = Math.Max(0, token.Length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar) && token.Length < Longest)
                    {
                        token.Append(key.KeyChar);
                    }

                    break;
            }
        }
    }

    private static async Task<string> ReadFirstLineAsync(Stream stdin, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stdin, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadLineAsync(cancellationToken) ?? "";
    }
}
