using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Settings;

/// <summary>Which server, and as whom; each with where it was said.</summary>
internal sealed record Connection(Uri Url, string UrlSource, string? Token, string TokenSource)
{
    private const string DefaultUrl = "http://127.0.0.1:3000";

    /// <summary>The command line wins over the environment, the environment over the file, the file over the default.</summary>
    /// <exception cref="CommandFailedException">What was said is no address or no token.</exception>
    public static Connection Choose(string? urlOption, string? tokenOption, Surroundings surroundings, Func<StoredSettings> readStored)
    {
        var (urlVariable, tokenVariable) = (surroundings.Variable("MOLNOS_URL"), surroundings.Variable("MOLNOS_TOKEN"));
        var needsFile = (urlOption ?? urlVariable) is null || (tokenOption ?? tokenVariable) is null;
        var stored = needsFile ? readStored() : new StoredSettings();
        var (url, urlSource) = First((urlOption, "--url"), (urlVariable, "MOLNOS_URL"), (stored.Url, "the settings file"), (DefaultUrl, "the default"));
        var (token, tokenSource) = First((tokenOption, "--token"), (tokenVariable, "MOLNOS_TOKEN"), (stored.Token, "the settings file"), (null, "nowhere"));
        if (token is not null && !IsHeaderText(token))
        {
            throw CommandFailedException.WrongUsage($"The token from {tokenSource} holds characters that no token has.");
        }

        return new Connection(ParseUrl(url!, urlSource), urlSource, token, tokenSource);
    }

    /// <summary>An address of a server; a host and port alone mean <c>http://</c>.</summary>
    /// <exception cref="CommandFailedException">It is none.</exception>
    public static Uri ParseUrl(string text, string source)
    {
        var withScheme = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(withScheme, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            || url.Host.Length == 0 || url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
        {
            throw CommandFailedException.WrongUsage(
                $"The address from {source} must be like http://127.0.0.1:3000 or https://molnos.example.com.");
        }

        return url;
    }

    private static (string? Value, string Source) First(params ReadOnlySpan<(string? Value, string Source)> choices)
    {
        foreach (var choice in choices)
        {
            if (choice.Value is not null)
            {
                return choice;
            }
        }

        return choices[^1];
    }

    private static bool IsHeaderText(string token) => token.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
}
