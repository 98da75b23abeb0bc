using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>Every table, by name.</summary>
internal sealed record TablesAnswer(IReadOnlyList<TableView> Tables);

/// <summary>A table as the API shows it.</summary>
internal sealed record TableView(string Name, long Items, [property: Description("For people, such as 2.3 KB.")] string Size)
{
    public static TableView Of(TableSummary table) => new(table.Name, table.Items, TableJson.Size(table.Bytes));
}

/// <summary>A table was made or removed.</summary>
internal sealed record TableChangeAnswer(string Name, string Message) : SuccessAnswer;

/// <summary>A page of items; <paramref name="Cursor"/> asks for the next page, null at the end.</summary>
internal sealed record ItemsAnswer(IReadOnlyList<ItemView> Items, string? Cursor)
{
    public static ItemsAnswer Of(ItemPage page) => new(
        [.. page.Items.Select(item => new ItemView(item.Key, new RawJson(item.Value), item.Version))],
        page.HasMore ? KeyCursor.Behind(page.Items[^1].Key) : null);
}

/// <summary>An item of a table.</summary>
internal sealed record ItemView(string Key, RawJson Value, [property: Description("Grows with each write; never given twice.")] long Version);

/// <summary>Items were written.</summary>
internal sealed record WrittenAnswer : SuccessAnswer;

/// <summary>An item was replaced, and has this version now.</summary>
internal sealed record UpdatedAnswer(long Version) : SuccessAnswer;

/// <summary>An item is not there any more; <paramref name="Deleted"/> says whether it was.</summary>
internal sealed record DeletedAnswer(bool Deleted) : SuccessAnswer;

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TablesAnswer))]
[JsonSerializable(typeof(TableView))]
[JsonSerializable(typeof(TableChangeAnswer))]
[JsonSerializable(typeof(ItemsAnswer))]
[JsonSerializable(typeof(WrittenAnswer))]
[JsonSerializable(typeof(UpdatedAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(RawJson))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(GetBody))]
[JsonSerializable(typeof(WriteBody))]
[JsonSerializable(typeof(UpdateItemBody))]
[JsonSerializable(typeof(BatchBody))]
internal sealed partial class DatabaseJson : JsonSerializerContext;
