using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>What is sent to make a function as the manifest wants it, and only what differs where it is there.</summary>
internal static class FunctionBodies
{
    /// <summary>The defaults of limits that the manifest leaves out. The number of workers is not among them: its default is the server's own affair.</summary>
    private static readonly Dictionary<string, JsonNode?> _defaultLimits = new(StringComparer.Ordinal)
    {
        ["timeoutMs"] = 30_000d,
        ["memoryMb"] = 128d,
        ["concurrency"] = 32d,
        ["minWorkers"] = 0d,
        ["cpu"] = null,
    };

    /// <summary>The body of a deploy.</summary>
    public static JsonObject Deploy(Wanted<FunctionWish> wanted, string? context, PlanInputs inputs)
    {
        var wish = wanted.Wish;
        var body = new JsonObject
        {
            ["name"] = wanted.Name,
            ["code"] = inputs.Code[wanted.Name],
            ["triggers"] = wish.Triggers.DeepClone(),
            ["allowUnauthenticated"] = wish.AllowUnauthenticated,
            ["passAllHeaders"] = wish.PassAllHeaders,
        };
        AddIf(body, "id", wish.Id, wish.Id is not null);
        AddIf(body, "methods", MethodsOf(wish), wish.Methods.Count > 0);
        AddIf(body, "bindings", wish.Bindings.DeepClone(), wish.Bindings.Count > 0);
        AddIf(body, "context", context, context is not null);
        if (wish.Env.Count > 0)
        {
            body["env"] = EnvOf(wish, inputs);
        }

        AddIf(body, "cors", wish.Cors?.DeepClone(), wish.Cors is not null);
        AddIf(body, "limits", wish.Limits.DeepClone(), wish.Limits.Count > 0);
        return body;
    }

    /// <summary>The body of an update, empty when nothing differs.</summary>
    /// <param name="wanted">What shall be.</param>
    /// <param name="there">The function with its code, as the server shows it.</param>
    /// <param name="context">The context it shall belong to; null for none.</param>
    /// <param name="inputs">The rest.</param>
    public static JsonObject Update(Wanted<FunctionWish> wanted, JsonElement there, string? context, PlanInputs inputs)
    {
        var wish = wanted.Wish;
        var body = new JsonObject();
        var code = inputs.Code[wanted.Name];
        AddIf(body, "code", code, !string.Equals(code, there.Text("code"), StringComparison.Ordinal));
        AddIf(body, "methods", MethodsOf(wish), !there.Items("methods").Select(method => method.GetString()!).ToHashSet(StringComparer.Ordinal).SetEquals(wish.Methods));
        AddIf(body, "triggers", wish.Triggers.DeepClone(), !SameSet(wish.Triggers, ArrayOf(there, "triggers")));
        AddIf(body, "allowUnauthenticated", wish.AllowUnauthenticated, there.Flag("allowUnauthenticated") != wish.AllowUnauthenticated);
        AddIf(body, "passAllHeaders", wish.PassAllHeaders, there.Flag("passAllHeaders") != wish.PassAllHeaders);
        AddIf(body, "bindings", wish.Bindings.DeepClone(), !SameSet(wish.Bindings, ArrayOf(there, "bindings")));
        AddIf(body, "context", context ?? "", !string.Equals(context ?? "", there.Text("context") ?? "", StringComparison.Ordinal));
        if (EnvDiffers(wish, there, inputs.Choices.SendsSecrets))
        {
            body["env"] = EnvOf(wish, inputs);
        }

        AddIf(body, "cors", wish.Cors?.DeepClone(), !SameSet(wish.Cors, NodeOf(there.Member("cors"))));
        var limits = LimitChanges(wish, there);
        AddIf(body, "limits", limits, limits.Count > 0);
        return body;
    }

    private static JsonArray MethodsOf(FunctionWish wish) => JsonLists.OfTexts(wish.Methods);

    private static JsonObject EnvOf(FunctionWish wish, PlanInputs inputs) => new(wish.Env.Select(variable => KeyValuePair.Create(
        variable.Name,
        variable.Kind == EnvKind.Plain ? JsonValue.Create(variable.Value) : (JsonNode?)new JsonObject { ["secret"] = inputs.Secrets(variable) })));

    // A secret is never read back, so one that is there counts as the one that is wanted.
    private static bool EnvDiffers(FunctionWish wish, JsonElement there, bool sendsSecrets)
    {
        var live = there.Member("env")?.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal) ?? [];
        return live.Count != wish.Env.Count || wish.Env.Any(variable => !live.TryGetValue(variable.Name, out var value) || (variable.Kind == EnvKind.Plain
            ? value.ValueKind != JsonValueKind.String || !string.Equals(value.GetString(), variable.Value, StringComparison.Ordinal)
            : sendsSecrets || value.ValueKind != JsonValueKind.Object));
    }

    private static JsonObject LimitChanges(FunctionWish wish, JsonElement there)
    {
        var wanted = new Dictionary<string, JsonNode?>(_defaultLimits, StringComparer.Ordinal);
        foreach (var (name, value) in wish.Limits)
        {
            wanted[name] = value;
        }

        var live = there.Member("limits");
        var changes = new JsonObject(wanted
            .Where(limit => limit.Key is not "rate" && limit.Value?.GetValue<double>() != live?.Number(limit.Key))
            .Select(limit => KeyValuePair.Create(limit.Key, limit.Value?.DeepClone())));
        var rate = wish.Limits["rate"];
        AddIf(changes, "rate", rate?.DeepClone(), !SameSet(rate, NodeOf(live?.Member("rate"))));
        return changes;
    }

    private static JsonNode? NodeOf(JsonElement? value) => value is { } there ? JsonNode.Parse(there.GetRawText()) : null;

    private static JsonArray ArrayOf(JsonElement there, string name) => there.Member(name) is { } array ? JsonNode.Parse(array.GetRawText())!.AsArray() : [];

    /// <summary>Whether two arrays hold the same, in whatever order, all the way down: the order of permissions and targets means nothing.</summary>
    private static bool SameSet(JsonNode? one, JsonNode? other) => string.Equals(Canonical(one), Canonical(other), StringComparison.Ordinal);

    private static string Canonical(JsonNode? node) => node switch
    {
        JsonArray array => "[" + string.Join(',', array.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
        JsonObject members => "{" + string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => member.Key + ":" + Canonical(member.Value))) + "}",
        null => "null",
        _ => node.ToJsonString(),
    };

    private static void AddIf(JsonObject body, string name, JsonNode? value, bool differs)
    {
        if (differs)
        {
            body[name] = value;
        }
    }
}
