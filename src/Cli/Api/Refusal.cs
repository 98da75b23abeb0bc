using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Api;

/// <summary>Turns an answer that is a no into what the user reads, what they can do, and the exit code.</summary>
internal static class Refusal
{
    private const int LongestQuote = 300;

    public static CommandFailedException Of(ApiAnswer answer)
    {
        var message = answer.PlatformError()?.Message ?? $"The server answered {answer.Status}{Quote(answer)}";
        return answer.Status switch
        {
            401 => new(ExitCodes.NotAllowed, message, "Give a token: `molnos auth configure` keeps one, MOLNOS_TOKEN sets it for one shell."),
            403 => new(ExitCodes.NotAllowed, message, "`molnos auth status` shows what your token may do."),
            >= 300 and < 400 => new(ExitCodes.Refused, $"The server sends on to {answer.Header("location") ?? "another address"}.", "Use that address: `molnos configure url <url>`."),
            503 or 429 when answer.Header("retry-after") is { } seconds => new(ExitCodes.Refused, message, $"Try again in {seconds} s."),
            _ => new(ExitCodes.Refused, message),
        };
    }

    private static string Quote(ApiAnswer answer)
    {
        var text = VisibleText.OnOneLine(answer.Text.Trim());
        return text.Length == 0 ? "." : text.Length > LongestQuote ? $": {text[..LongestQuote]}…" : $": {text}";
    }
}
