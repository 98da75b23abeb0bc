using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads a function of a manifest.</summary>
internal static class FunctionEntry
{
    private static readonly string[] _limits = ["timeoutMs", "memoryMb", "cpu", "concurrency", "maxWorkers", "minWorkers", "rate"];

    public static FunctionWish Read(FieldReader fields, PlacedJson value)
    {
        fields.Members(
            value, "source", "bundle", "id", "methods", "triggers", "bindings", "allowUnauthenticated", "passAllHeaders", "env", "limits", "cors");
        return new FunctionWish
        {
            Source = fields.Text(value, "source", isNeeded: true) ?? "",
            IsBundled = fields.Flag(value, "bundle"),
            Id = fields.Text(value, "id"),
            Methods = [.. fields.Texts(value, "methods").Select(method => method.ToUpperInvariant()).Distinct(StringComparer.Ordinal)],
            Triggers = value.Find("triggers") is { } triggers ? ReadTriggers(fields, triggers) : JsonLists.Of([new JsonObject { ["type"] = "http" }]),
            Bindings = value.Find("bindings") is { } bindings ? BindingEntries.Read(fields, bindings) : [],
            AllowUnauthenticated = fields.Flag(value, "allowUnauthenticated") ?? false,
            PassAllHeaders = fields.Flag(value, "passAllHeaders") ?? false,
            Env = value.Find("env") is { } env ? [.. fields.Named(env).Select(member => ReadVariable(fields, member.Key, member.Value)).OfType<EnvWish>()] : [],
            Limits = value.Find("limits") is { } limits ? ReadLimits(fields, limits) : [],
            Cors = value.Find("cors") is { } cors ? CorsEntry.Read(fields, cors) : null,
        };
    }

    private static JsonArray ReadTriggers(FieldReader fields, PlacedJson triggers)
    {
        foreach (var trigger in fields.Items(triggers))
        {
            switch (fields.Text(trigger, "type", isNeeded: true))
            {
                case "http":
                    fields.Members(trigger, "type");
                    break;
                case "event":
                    fields.Members(trigger, "type", "eventName");
                    fields.Text(trigger, "eventName", isNeeded: true);
                    break;
                case "schedule":
                    fields.Members(trigger, "type", "cron", "timeZone", "missed");
                    fields.Text(trigger, "cron", isNeeded: true);
                    fields.Text(trigger, "timeZone");
                    if (fields.Text(trigger, "missed") is not (null or "once" or "skip"))
                    {
                        fields.Refuse(trigger.Find("missed")!, "must be once or skip");
                    }

                    break;
                case { }:
                    fields.Refuse(trigger.Find("type")!, "must be http, event or schedule");
                    break;
                default:
                    break;
            }
        }

        if (triggers is { Kind: JsonValueKind.Array, Items.Count: 0 })
        {
            fields.Refuse(triggers, "must have at least one trigger; without the field, HTTP is the trigger");
        }

        return triggers.ToNode() as JsonArray ?? [];
    }

    private static EnvWish? ReadVariable(FieldReader fields, string name, PlacedJson value)
    {
        if (value.Kind == JsonValueKind.String)
        {
            return new EnvWish(name, value.Text, EnvKind.Plain);
        }

        if (value.Find("secret") is not { } secret)
        {
            fields.Refuse(value, "must be text, or {\"secret\": {\"env\": \"NAME\"}}");
            return null;
        }

        fields.Members(value, "secret");
        if (secret.Kind == JsonValueKind.String)
        {
            fields.Refuse(secret, "must not stand in this file: write {\"env\": \"NAME\"} or {\"file\": \"PATH\"} for where it is taken from");
            return null;
        }

        fields.Members(secret, "env", "file");
        return (fields.Text(secret, "env"), fields.Text(secret, "file")) switch
        {
            ({ } variable, null) => new EnvWish(name, variable, EnvKind.SecretFromEnvironment),
            (null, { } file) => new EnvWish(name, file, EnvKind.SecretFromFile),
            _ => RefuseSecret(fields, secret),
        };
    }

    private static EnvWish? RefuseSecret(FieldReader fields, PlacedJson secret)
    {
        fields.Refuse(secret, "must have either env or file");
        return null;
    }

    private static JsonObject ReadLimits(FieldReader fields, PlacedJson limits)
    {
        foreach (var (name, limit) in fields.Members(limits, _limits))
        {
            if (name is "rate")
            {
                ReadRate(fields, limit);
            }
            else
            {
                fields.Number(limits, name);
            }
        }

        var wish = limits.ToNode() as JsonObject ?? [];
        if (wish["rate"] is JsonObject rate)
        {
            // As the server shows it.
            rate["per"] ??= "function";
        }

        return wish;
    }

    private static void ReadRate(FieldReader fields, PlacedJson rate)
    {
        fields.Members(rate, "requests", "perSeconds", "per");
        foreach (var name in (ReadOnlySpan<string>)["requests", "perSeconds"])
        {
            if (rate.Find(name)?.Kind != JsonValueKind.Number)
            {
                fields.Refuse(rate.Find(name) ?? rate, rate.Find(name) is null ? $"must have {name}" : "must be a number");
            }
        }

        if (fields.Text(rate, "per") is not (null or "function" or "caller"))
        {
            fields.Refuse(rate.Find("per")!, "must be function or caller");
        }
    }
}
