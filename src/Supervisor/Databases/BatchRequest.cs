using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>Reads the changes of a batch: <c>[{write: {table, key, value, ttlSeconds?}} | {delete: {table, key}}, …]</c>. Pure.</summary>
internal static class BatchRequest
{
    /// <summary>The tables that a batch names, each once.</summary>
    public static IReadOnlyList<string> Tables(BindingArguments arguments) =>
        [.. Read(arguments).Select(change => change.Table).Distinct(StringComparer.Ordinal)];

    /// <summary>The changes in their order; what is wrong is the arguments' fault.</summary>
    public static IReadOnlyList<ItemChange> Read(BindingArguments arguments)
    {
        var list = arguments.Element(0);
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is 0 or > TableRules.MostBatch)
        {
            arguments.Refuse($"The changes must be an array of 1 to {TableRules.MostBatch}");
            return [];
        }

        var changes = new List<ItemChange>(list.GetArrayLength());
        var bytes = 0L;
        foreach (var entry in list.EnumerateArray())
        {
            var change = ReadOne(arguments, entry, $"Change {changes.Count}");
            bytes += change is ItemChange.Write write ? write.Value.Length : 0;
            if (bytes > TableRules.MostBatchBytes)
            {
                arguments.Exceed($"The values of the batch are larger than {TableRules.MostBatchBytes} bytes of JSON together");
            }

            if (arguments.Fault is not null)
            {
                return [];
            }

            changes.Add(change);
        }

        return changes;
    }

    private static ItemChange ReadOne(BindingArguments arguments, JsonElement entry, string name)
    {
        var kinds = arguments.Fields(entry, name, "write", "delete");
        if (kinds.Has("write") == kinds.Has("delete"))
        {
            arguments.Refuse($"{name} must have either write or delete");
        }

        if (!kinds.Has("write"))
        {
            var delete = arguments.Fields(kinds.Element("delete"), $"{name}.delete", "table", "key");
            return new ItemChange.Delete(Table(arguments, delete), Key(arguments, delete));
        }

        var write = arguments.Fields(kinds.Element("write"), $"{name}.write", "table", "key", "value", "ttlSeconds");
        return new ItemChange.Write(
            Table(arguments, write),
            Key(arguments, write),
            DatabaseBinding.Value(arguments, write.Element("value"), $"{name}.write.value"),
            write.OptionalNumber("ttlSeconds", 1, TableRules.MostTtlSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    private static string Table(BindingArguments arguments, BindingFields fields) =>
        arguments.Checked(fields.Text("table", TableRules.MostTableChars), TableRules.FaultOfTable);

    private static string Key(BindingArguments arguments, BindingFields fields) =>
        arguments.Checked(fields.Text("key", TableRules.MostKeyChars), TableRules.FaultOfKey);
}
