using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Plans;

/// <summary>Compares what shall be with what is. Pure: the same answer for the same question, and nothing is done.</summary>
internal sealed class Planner
{
    private static readonly string[] s_routeFields = ["match", "order", "function", "upstreams"];

    private readonly List<Change> _changes = [];
    private readonly List<string> _conflicts = [];
    private readonly List<string> _warnings;
    private int _unchanged;

    private Planner(IEnumerable<string> warnings) => _warnings = [.. warnings];

    /// <summary>What has to be done: first what others need, functions behind it, then routes to them, what is deleted last.</summary>
    public static Plan Make(Manifest manifest, LiveState live, PlanInputs inputs)
    {
        var planner = new Planner(manifest.Warnings);
        planner.PlanTables(manifest, live);
        planner.PlanBuckets(manifest, live);
        planner.PlanSchemas(manifest, live);
        planner.PlanRoles(manifest, live);
        planner.PlanFunctions(manifest, live, inputs);
        planner.PlanRoutes(manifest, live);
        planner.PlanAccounts(manifest, live);
        planner.PlanPruning(manifest, live, inputs.Choices);
        return new Plan(planner._changes, planner._unchanged, planner._conflicts, planner._warnings);
    }

    private void PlanTables(Manifest manifest, LiveState live)
    {
        foreach (var table in manifest.Tables)
        {
            if (live.Tables.Contains(table.Name))
            {
                _unchanged++;
            }
            else
            {
                Create("table", table.Name, "/databases/tables/" + Escape(table.Name), null);
            }
        }
    }

    private void PlanBuckets(Manifest manifest, LiveState live)
    {
        foreach (var bucket in manifest.Buckets)
        {
            var (path, body) = ("/storage/buckets/" + Escape(bucket.Name), new JsonObject { ["public"] = bucket.Wish });
            if (!live.Buckets.TryGetValue(bucket.Name, out var there))
            {
                Create("bucket", bucket.Name, path, body);
            }
            else
            {
                Update("bucket", bucket.Name, HttpMethod.Patch, path, there.Flag("public") == bucket.Wish ? [] : body);
            }
        }
    }

    private void PlanSchemas(Manifest manifest, LiveState live)
    {
        foreach (var (name, _, wish) in manifest.Schemas)
        {
            var body = new JsonObject { ["name"] = name, ["description"] = wish.Description ?? "", ["schema"] = wish.Schema.DeepClone() };
            if (!live.Schemas.TryGetValue(name, out var there))
            {
                Create("schema", name, "/schemas", body);
                continue;
            }

            List<string> fields = [];
            AddIf(fields, "description", !Same(there.Text("description") ?? "", wish.Description ?? ""));
            AddIf(fields, "schema", !JsonNode.DeepEquals(NodeOf(there.Member("schema")), wish.Schema));
            Count(fields.Count == 0 ? null : new Change(ChangeAction.Update, "schema", name, fields, new PlannedCall(HttpMethod.Post, "/schemas", body)));
        }
    }

    private void PlanRoles(Manifest manifest, LiveState live)
    {
        foreach (var (id, _, wish) in manifest.Roles)
        {
            var permissions = JsonLists.OfTexts(wish.Permissions);
            if (!live.Roles.TryGetValue(id, out var there))
            {
                Create("role", id, "/identity/roles", new JsonObject
                {
                    ["roleId"] = id,
                    ["name"] = wish.Name ?? id,
                    ["description"] = wish.Description ?? "",
                    ["permissions"] = permissions,
                });
                continue;
            }

            var changes = new JsonObject();
            AddIf(changes, "name", wish.Name ?? id, !Same(there.Text("name"), wish.Name ?? id));
            AddIf(changes, "description", wish.Description ?? "", !Same(there.Text("description") ?? "", wish.Description ?? ""));
            AddIf(changes, "permissions", permissions, !SameTexts(there, "permissions", wish.Permissions));
            Update("role", id, HttpMethod.Patch, "/identity/roles/" + Escape(id), changes);
        }
    }

    private void PlanAccounts(Manifest manifest, LiveState live)
    {
        foreach (var (name, line, wish) in manifest.Accounts)
        {
            if (!live.Accounts.TryGetValue(name, out var there))
            {
                Create("service account", name, "/identity/service-accounts", new JsonObject
                {
                    ["name"] = name,
                    ["description"] = wish.Description ?? "",
                    ["roles"] = JsonLists.OfTexts(wish.Roles),
                });
            }
            else if (SameTexts(there, "roles", wish.Roles))
            {
                _unchanged++;
            }
            else
            {
                _conflicts.Add($"The service account {name} (line {line}) has the roles {string.Join(", ", there.Items("roles"))}, and an account's roles "
                    + "cannot be changed. Delete it first; the new one will have a new key.");
            }
        }
    }

    private void PlanFunctions(Manifest manifest, LiveState live, PlanInputs inputs)
    {
        foreach (var wanted in manifest.Functions)
        {
            if (!live.Functions.TryGetValue(wanted.Name, out var there))
            {
                Create("function", wanted.Name, "/functions/deploy", FunctionBodies.Deploy(wanted, manifest.Context, inputs));
                continue;
            }

            if (ConflictOf(wanted, there, manifest.Context, inputs.Choices) is { } conflict)
            {
                _conflicts.Add(conflict);
                continue;
            }

            Update("function", wanted.Name, HttpMethod.Put, $"/functions/{there.Text("id")}", FunctionBodies.Update(wanted, there, manifest.Context, inputs));
        }
    }

    private void PlanRoutes(Manifest manifest, LiveState live)
    {
        foreach (var (name, _, wish) in manifest.Routes)
        {
            var call = new PlannedCall(HttpMethod.Put, "/routes/" + Escape(name), wish.DeepClone());
            if (!live.Routes.TryGetValue(name, out var there))
            {
                _changes.Add(new Change(ChangeAction.Create, "route", name, [], call));
                continue;
            }

            var fields = s_routeFields.Where(field => !JsonNode.DeepEquals(NodeOf(there.Member(field)), wish[field])).ToList();
            Count(fields.Count == 0 ? null : new Change(ChangeAction.Update, "route", name, fields, call));
        }
    }

    private static string? ConflictOf(Wanted<FunctionWish> wanted, JsonElement there, string? context, PlanChoices choices)
    {
        if (wanted.Wish.Id is { } id && !Same(id, there.Text("id")))
        {
            return $"The function {wanted.Name} (line {wanted.Line}) has the id {there.Text("id")}, which cannot be changed to {id}. Delete it first, or leave the id out.";
        }

        return there.Text("context") is { Length: > 0 } other && !Same(other, context) && !choices.TakesOver
            ? $"The function {wanted.Name} (line {wanted.Line}) belongs to the context {other}. Choose another name, or make it this one's with --take-over."
            : null;
    }

    private void PlanPruning(Manifest manifest, LiveState live, PlanChoices choices)
    {
        if (choices.Prunes && manifest.Context is null)
        {
            _conflicts.Add("--prune deletes functions of the manifest's context, and this manifest has none. Give it a \"context\".");
        }

        var named = manifest.Functions.Select(wanted => wanted.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, id) in live.OfContext.Where(function => !named.Contains(function.Key)).OrderBy(function => function.Key, StringComparer.Ordinal))
        {
            _changes.Add(new Change(ChangeAction.Delete, "function", name, [], new PlannedCall(HttpMethod.Delete, $"/functions/{id}", null)));
        }
    }

    private void Create(string kind, string name, string path, JsonNode? body) =>
        _changes.Add(new Change(ChangeAction.Create, kind, name, [], new PlannedCall(HttpMethod.Post, path, body)));

    private void Update(string kind, string name, HttpMethod method, string path, JsonObject changes) => Count(
        changes.Count == 0 ? null : new Change(ChangeAction.Update, kind, name, [.. changes.Select(change => change.Key)], new PlannedCall(method, path, changes)));

    private void Count(Change? change)
    {
        if (change is null)
        {
            _unchanged++;
        }
        else
        {
            _changes.Add(change);
        }
    }

    private static void AddIf(List<string> fields, string name, bool differs)
    {
        if (differs)
        {
            fields.Add(name);
        }
    }

    private static void AddIf(JsonObject changes, string name, JsonNode value, bool differs)
    {
        if (differs)
        {
            changes[name] = value;
        }
    }

    private static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.Ordinal);

    private static bool SameTexts(JsonElement there, string name, IEnumerable<string> wanted) =>
        there.Items(name).Select(item => item.GetString()!).ToHashSet(StringComparer.Ordinal).SetEquals(wanted);

    private static JsonNode? NodeOf(JsonElement? value) => value is { } there ? JsonNode.Parse(there.GetRawText()) : null;

    private static string Escape(string name) => Uri.EscapeDataString(name);
}
