using System.Globalization;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>Tables and items in the words of a function. Pure.</summary>
internal static class TableJson
{
    private static readonly string[] Units = ["KB", "MB", "GB", "TB"];

    /// <summary>A JSON value that a method gives.</summary>
    public static BindingResult Result(Action<Utf8JsonWriter> write) => new BindingResult.Value(Text(write));

    /// <summary>JSON text.</summary>
    public static ReadOnlyMemory<byte> Text(Action<Utf8JsonWriter> write) => RawJson.Write(write);

    /// <summary><c>[[key, value], …]</c>.</summary>
    public static void WritePairs(Utf8JsonWriter writer, IReadOnlyList<StoredItem> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(item.Key);
            writer.WriteRawValue(item.Value.Span, skipInputValidation: true);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    /// <summary><c>{items: [{key, value, version}, …], cursor?}</c>.</summary>
    public static void WritePage(Utf8JsonWriter writer, ItemPage page)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("items");
        foreach (var item in page.Items)
        {
            writer.WriteStartObject();
            writer.WriteString("key", item.Key);
            writer.WritePropertyName("value");
            writer.WriteRawValue(item.Value.Span, skipInputValidation: true);
            writer.WriteNumber("version", item.Version);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (page.HasMore)
        {
            writer.WriteString("cursor", KeyCursor.Behind(page.Items[^1].Key));
        }

        writer.WriteEndObject();
    }

    /// <summary><c>[{name, items, size}, …]</c>.</summary>
    public static void WriteTables(Utf8JsonWriter writer, IReadOnlyList<TableSummary> tables)
    {
        writer.WriteStartArray();
        foreach (var table in tables)
        {
            writer.WriteStartObject();
            writer.WriteString("name", table.Name);
            writer.WriteNumber("items", table.Items);
            writer.WriteString("size", Size(table.Bytes));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>A size for people, such as <c>2.3 KB</c>.</summary>
    public static string Size(long bytes)
    {
        if (bytes < 1024)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        }

        var size = bytes / 1024.0;
        var unit = 0;
        while (size >= 1024 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{size:0.#} {Units[unit]}");
    }
}
