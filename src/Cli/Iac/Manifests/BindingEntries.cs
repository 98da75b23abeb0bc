using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Iac.Manifests;

/// <summary>Reads bindings in their short and their long form, and gives the long one, as the server keeps it.</summary>
internal static class BindingEntries
{
    public static JsonArray Read(FieldReader fields, PlacedJson bindings)
    {
        // Several entries of one service are one binding with several permissions.
        var services = new Dictionary<string, JsonArray>(StringComparer.Ordinal);
        foreach (var binding in fields.Items(bindings))
        {
            fields.Members(binding, "service", "resource", "permissions");
            if (fields.Text(binding, "service", isNeeded: true) is not { } name)
            {
                continue;
            }

            if (!KnownServices.All.TryGetValue(name, out var service))
            {
                fields.Refuse(binding.Find("service")!, $"must be one of {string.Join(", ", KnownServices.All.Keys)}");
                continue;
            }

            services.TryAdd(name, []);
            foreach (var permission in ReadPermissions(fields, binding, service))
            {
                services[name].Add((JsonNode)permission);
            }
        }

        return JsonLists.Of(services.Select(service => new JsonObject { ["service"] = service.Key, ["permissions"] = service.Value }));
    }

    private static IEnumerable<JsonObject> ReadPermissions(FieldReader fields, PlacedJson binding, KnownService service)
    {
        if (binding.Find("permissions") is not { Kind: JsonValueKind.Array, Items.Count: > 0 } permissions)
        {
            fields.Refuse(binding.Find("permissions") ?? binding, binding.Find("permissions") is null ? "has no permissions" : "must have at least one permission");
            return [];
        }

        var target = binding.Find("resource");
        if (permissions.Items[0].Kind == JsonValueKind.String)
        {
            var permission = new JsonObject { ["actions"] = Actions(fields, permissions, service) };
            if (target is not null)
            {
                permission["resource"] = service.Resource;
                permission["targets"] = new JsonArray(fields.Text(target));
            }

            return [permission];
        }

        if (target is not null)
        {
            fields.Refuse(target, "belongs into each of the permissions");
        }

        return [.. permissions.Items.Select(permission => ReadPermission(fields, permission, service))];
    }

    private static JsonObject ReadPermission(FieldReader fields, PlacedJson value, KnownService service)
    {
        fields.Members(value, "resource", "actions", "targets");
        var permission = new JsonObject();
        if (fields.Text(value, "resource") is { } resource)
        {
            permission["resource"] = resource;
            if (!string.Equals(resource, service.Resource, StringComparison.Ordinal))
            {
                fields.Refuse(value.Find("resource")!, $"must be {service.Resource}");
            }
        }

        if (value.Find("actions") is { } actions)
        {
            permission["actions"] = Actions(fields, actions, service);
        }

        if (value.Find("targets") is { } targets)
        {
            permission["targets"] = JsonLists.OfTexts(fields.Texts(targets));
            if (value.Find("resource") is null)
            {
                fields.Refuse(targets, "need a resource beside them");
            }
        }

        return permission;
    }

    private static JsonArray Actions(FieldReader fields, PlacedJson actions, KnownService service)
    {
        foreach (var action in fields.Items(actions).Where(action => !service.Actions.Contains(action.Text, StringComparer.Ordinal)))
        {
            fields.Refuse(action, $"must be {string.Join(" or ", service.Actions)}");
        }

        return JsonLists.OfTexts(actions.Items.Select(action => action.Text).Distinct(StringComparer.Ordinal));
    }
}
