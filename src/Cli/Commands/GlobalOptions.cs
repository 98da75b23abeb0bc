using System.CommandLine;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>The options that every command has.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Url { get; } = new("--url")
    {
        Description = "The server's address. Else MOLNOS_URL, else the settings file, else http://127.0.0.1:3000.",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = "Your token, which others on this machine can see here. Better MOLNOS_TOKEN, or `molnos auth configure`.",
        HelpName = "TOKEN",
        Recursive = true,
    };

    public static Option<string?> Output { get; } = new Option<string?>("--output")
    {
        Description = "json or table. On a terminal table is the default, else json, on one line.",
        HelpName = "json|table",
        Recursive = true,
    }.AcceptOnlyFromAmong("json", "table");
}
