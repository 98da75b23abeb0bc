using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>Reads the body of a batch: <c>{changes: [{write: {tableName, key, value, expiration?}} | {delete: {tableName, key}}, …]}</c>.</summary>
internal static class BatchInput
{
    /// <summary>The changes in their order.</summary>
    /// <exception cref="RefusedException">They are not as they should be; the message names the field.</exception>
    public static IReadOnlyList<ItemChange> Read(ReadOnlyMemory<byte> utf8Json) => InputBody.Read(utf8Json, ReadBody, ItemInput.MostDepth);

    private static List<ItemChange> ReadBody(InputReader reader, InputField body)
    {
        var changes = new List<ItemChange>();
        reader.ReadFields(body, ["changes"], [], field => ReadChanges(reader, field, changes));
        return changes;
    }

    private static void ReadChanges(InputReader reader, InputField list, List<ItemChange> changes)
    {
        var bytes = 0L;
        foreach (var item in reader.Items(list, TableRules.MostBatch))
        {
            ReadOne(reader, item, changes);
            bytes += reader.Error is null && changes[^1] is ItemChange.Write write ? write.Value.Length : 0;
            if (bytes > TableRules.MostBatchBytes)
            {
                throw new RefusedException(
                    StatusCodes.Status413PayloadTooLarge, $"{list.Path} is refused. The values are larger than {TableRules.MostBatchBytes} bytes of JSON together.");
            }
        }

        if (changes.Count == 0)
        {
            reader.Refuse(list.Path, "must have at least one item");
        }
    }

    private static void ReadOne(InputReader reader, InputField item, List<ItemChange> changes)
    {
        var before = changes.Count;
        reader.ReadFields(item, [], ["write", "delete"], field => changes.Add(field.Name switch
        {
            "write" => ItemInput.Read(reader, field, ["tableName", "key", "value"], "expiration") is { Value: not null, Key: not null } write ? write.Write : Nothing,
            _ => ItemInput.Read(reader, field, ["tableName", "key"]) is { Key: not null } delete ? delete.Delete : Nothing,
        }));
        if (changes.Count != before + 1)
        {
            reader.Refuse(item.Path, "must have either write or delete");
        }
    }

    /// <summary>Stands for what could not be read; the complaint about it ends the request.</summary>
    private static ItemChange Nothing { get; } = new ItemChange.Delete("", "");
}
