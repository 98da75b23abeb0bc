using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>What tables, keys and values may look like, and how much is taken or given at once. Pure.</summary>
internal static class TableRules
{
    public const int MostTableChars = 255;
    public const int MostKeyChars = 1024;
    public const int MostValueBytes = 1024 * 1024;

    /// <summary>A value as it travels may be longer: six bytes for a character that takes two to store.</summary>
    public const int MostTravellingBytes = 3 * MostValueBytes;

    /// <summary>A hundred years of 365 days.</summary>
    public const long MostTtlSeconds = 100L * 365 * 24 * 60 * 60;

    public const int MostBatch = 1000;
    public const int MostBatchBytes = 8 * 1024 * 1024;
    public const int MostWholeTableItems = 10_000;
    public const int MostPageItems = 1000;
    public const int PageItems = 100;
    public const long MostReadBytes = 4 * 1024 * 1024;

    /// <summary>All items of a table, for who asks for them at once.</summary>
    public static ItemRange WholeTable { get; } = new() { MostItems = MostWholeTableItems, MostBytes = MostReadBytes };

    /// <summary>What is said when that is too much.</summary>
    public static string TooLargeAtOnce { get; } = $"The table is too large to be read at once ({MostWholeTableItems} items, {MostReadBytes} bytes).";

    /// <summary>What is wrong with a table's name, as a clause; null when nothing is.</summary>
    public static string? FaultOfTable(string table) =>
        table.Length is 0 or > MostTableChars ? $"The name of a table must have 1 to {MostTableChars} characters"
        : table[0] == '.' ? "The name of a table must not begin with a dot"
        : table.AsSpan().ContainsAny('/', '\\') || table.Contains("..", StringComparison.Ordinal) || table.Any(char.IsControl)
            ? "The name of a table must not hold a slash, a backslash, two dots in a row or a control character"
        : null;

    /// <summary>What is wrong with a key, as a clause; null when nothing is.</summary>
    public static string? FaultOfKey(string key) => key.Length is 0 or > MostKeyChars ? $"A key must have 1 to {MostKeyChars} characters" : null;

    /// <summary>What is too much of a value in its stored form, as a clause; null when nothing is.</summary>
    public static string? ExcessOfValue(ReadOnlyMemory<byte> json) => json.Length > MostValueBytes ? $"The value is larger than {MostValueBytes} bytes of JSON" : null;

    /// <summary>The key that a cursor leads behind; null when it is no cursor.</summary>
    public static string? KeyOfCursor(string cursor) => KeyCursor.KeyOf(cursor) is { } key && FaultOfKey(key) is null ? key : null;

    /// <summary>A cursor is at most so long: four characters for three bytes of a key.</summary>
    public const int MostCursorChars = MostKeyChars * 4;

    /// <summary>Reads the first argument as a table.</summary>
    public static string Table(this BindingArguments arguments, int index) => arguments.Checked(arguments.Text(index, "The name of the table", MostTableChars), FaultOfTable);

    /// <summary>Reads an argument as a key.</summary>
    public static string Key(this BindingArguments arguments, int index) => arguments.Checked(arguments.Text(index, "key", MostKeyChars), FaultOfKey);
}
