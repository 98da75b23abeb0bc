using System.CommandLine;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Commands;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Functions;

/// <summary>The flags that describe a function, the same for deploy, update and dev.</summary>
internal sealed class FunctionFlags
{
    private readonly Option<string?> _methods = new("--methods") { Description = "HTTP methods it accepts, such as GET,POST. '*' accepts every one.", HelpName = "LIST" };
    private readonly Option<string?> _triggers = new("--triggers") { Description = "What calls it, as JSON or @FILE. Without it: HTTP.", HelpName = "JSON" };
    private readonly Option<string?> _bindings = new("--bindings") { Description = "The services it may reach, as JSON or @FILE.", HelpName = "JSON" };
    private readonly Option<bool?> _allowUnauthenticated = new("--allow-unauthenticated") { Description = "Callers need no token.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool?> _passAllHeaders = new("--pass-all-headers") { Description = "It sees authorization and x-molnos-* headers, too.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _context = new("--context") { Description = "The group it belongs to.", HelpName = "NAME" };
    private readonly Option<bool> _bundle = new("--bundle") { Description = "Bundle it by the project's esbuild, even if it imports nothing." };
    private readonly Option<bool> _noBundle = new("--no-bundle") { Description = "Send the file as it is." };
    private readonly EnvironmentFlags _environment = new();
    private readonly LimitFlags _limits = new();

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _methods, _triggers, _bindings, _allowUnauthenticated, _passAllHeaders, _context, _bundle, _noBundle })
        {
            command.Add(option);
        }

        _environment.AddTo(command);
        _limits.AddTo(command);
    }

    /// <summary>What the flags say of bundling.</summary>
    /// <exception cref="CommandFailedException">Both were given.</exception>
    public BundleChoice Bundle(Session session) => (session.Get(_bundle), session.Get(_noBundle)) switch
    {
        (true, true) => throw CommandFailedException.WrongUsage("--bundle and --no-bundle exclude each other."),
        (true, _) => BundleChoice.Always,
        (_, true) => BundleChoice.Never,
        _ => BundleChoice.WhenNeeded,
    };

    /// <summary>The fields of a deploy or update that the flags name.</summary>
    /// <exception cref="CommandFailedException">One of them is wrong.</exception>
    public JsonObject Fields(Session session)
    {
        var fields = new JsonObject();
        if (session.Get(_methods) is { } methods)
        {
            fields["methods"] = MethodsOf(methods);
        }

        AddJson(fields, "triggers", session.Get(_triggers), "--triggers");
        AddJson(fields, "bindings", session.Get(_bindings), "--bindings");
        AddFlag(fields, "allowUnauthenticated", session, _allowUnauthenticated);
        AddFlag(fields, "passAllHeaders", session, _passAllHeaders);
        if (session.Get(_context) is { } context)
        {
            fields["context"] = context;
        }

        _environment.AddTo(fields, session);
        _limits.AddTo(fields, session);
        return fields;
    }

    private static JsonArray MethodsOf(string list) => JsonLists.OfTexts(
        list is "*" ? [] : list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static void AddJson(JsonObject fields, string name, string? text, string flag)
    {
        if (text is not null)
        {
            fields[name] = JsonArgument.Read(text, flag);
        }
    }

    private static void AddFlag(JsonObject fields, string name, Session session, Option<bool?> flag)
    {
        if (session.Has(flag))
        {
            fields[name] = session.Get(flag) ?? true;
        }
    }
}
