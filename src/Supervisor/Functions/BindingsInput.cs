using System.Text.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>Reads <c>bindings</c> in their long and their short form, and gives the long one.</summary>
internal static class BindingsInput
{
    private const int MostPermissions = 64;
    private const int MostTargets = 256;
    private const int LongestTarget = 255;

    /// <summary>The bindings, each service once; null means none.</summary>
    public static IReadOnlyList<FunctionBinding> Read(InputReader reader, InputField field)
    {
        // Several short entries of one service are one binding with several permissions.
        var bindings = new Dictionary<string, List<BindingPermission>>(StringComparer.Ordinal);
        foreach (var item in field.IsNull ? [] : reader.Items(field, MostPermissions))
        {
            if (ReadOne(reader, item) is { } binding)
            {
                bindings.TryAdd(binding.Service, []);
                bindings[binding.Service].AddRange(binding.Permissions);
            }
        }

        return [.. bindings.Select(binding => new FunctionBinding(binding.Key, binding.Value))];
    }

    private static FunctionBinding? ReadOne(InputReader reader, InputField item)
    {
        string? name = null;
        InputField? permissions = null;
        InputField? target = null;
        foreach (var member in reader.Members(item))
        {
            switch (member.Name)
            {
                case "service":
                    name = reader.Text(member, int.MaxValue);
                    if (!BindableServices.All.ContainsKey(name))
                    {
                        reader.Refuse(member.Path, $"must be one of {string.Join(", ", BindableServices.All.Keys)}");
                    }

                    break;
                case "permissions":
                    permissions = member;
                    break;
                case "resource":
                    target = member;
                    break;
                default:
                    reader.RefuseUnknown(member);
                    break;
            }
        }

        if (name is null)
        {
            reader.Refuse($"{item.Path}.service", "is missing");
        }

        if (permissions is null)
        {
            reader.Refuse($"{item.Path}.permissions", "is missing");
        }

        return reader.Error is null ? ReadPermissions(reader, name!, permissions!.Value, target) : null;
    }

    private static FunctionBinding ReadPermissions(InputReader reader, string name, InputField permissions, InputField? target)
    {
        var service = BindableServices.All[name];
        var isArray = permissions.Value.ValueKind == JsonValueKind.Array;
        if (isArray && permissions.Value.GetArrayLength() == 0)
        {
            reader.Refuse(permissions.Path, "must have at least one permission");
        }

        if (isArray && permissions.Value.GetArrayLength() > 0 && permissions.Value[0].ValueKind == JsonValueKind.String)
        {
            var actions = ReadActions(reader, service, permissions);
            return new FunctionBinding(name, [target is { } one
                ? new BindingPermission(service.ResourceType, actions, [ReadTarget(reader, service, one)])
                : new BindingPermission(Resource: null, actions, Targets: null)]);
        }

        if (target is { } misplaced)
        {
            reader.Refuse(misplaced.Path, "belongs into each of the permissions");
        }

        return new FunctionBinding(name, [.. reader.Items(permissions, MostPermissions).Select(item => ReadPermission(reader, service, item))]);
    }

    private static BindingPermission ReadPermission(InputReader reader, BindableService service, InputField item)
    {
        var permission = new BindingPermission(null, null, null);
        foreach (var member in reader.Members(item).Where(member => !member.IsNull))
        {
            switch (member.Name)
            {
                case "resource":
                    permission = permission with { Resource = ReadWord(reader, member, [service.ResourceType]) };
                    break;
                case "actions":
                    permission = permission with { Actions = ReadActions(reader, service, member) };
                    break;
                case "targets":
                    permission = permission with { Targets = [.. reader.Items(member, MostTargets).Select(target => ReadTarget(reader, service, target))] };
                    break;
                default:
                    reader.RefuseUnknown(member);
                    break;
            }
        }

        if (permission is { Targets: not null, Resource: null })
        {
            reader.Refuse($"{item.Path}.resource", "is missing, which the targets need");
        }

        return permission;
    }

    private static string ReadTarget(InputReader reader, BindableService service, InputField field)
    {
        var target = reader.Text(field, LongestTarget);
        if (service.FaultOfTarget(target) is { } fault)
        {
            reader.Refuse(field.Path, fault);
        }

        return target;
    }

    private static IReadOnlyList<string> ReadActions(InputReader reader, BindableService service, InputField field) =>
        [.. reader.Items(field, service.Actions.Count).Select(item => ReadWord(reader, item, service.Actions)).Distinct(StringComparer.Ordinal)];

    private static string ReadWord(InputReader reader, InputField field, IReadOnlyList<string> words)
    {
        var word = reader.Text(field, int.MaxValue);
        if (!words.Contains(word, StringComparer.Ordinal))
        {
            reader.Refuse(field.Path, $"must be {string.Join(" or ", words)}");
        }

        return word;
    }
}
