using System.Runtime.InteropServices;
using System.Text.Unicode;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary>What a body says of one item; null where it says nothing.</summary>
internal sealed record ItemInput
{
    /// <summary>A page of items lies around a value when a function reads it, and the wire takes 256 levels in all.</summary>
    public const int MostDepth = 240;

    public string Table { get; private init; } = "";

    public string? Key { get; private init; }

    /// <summary>The value in its stored form.</summary>
    public ReadOnlyMemory<byte>? Value { get; private init; }

    public TimeSpan? Lifetime { get; private init; }

    public long IfVersion { get; private init; }

    /// <summary>The item as it shall be.</summary>
    public ItemChange.Write Write => new(Table, Key!, Value!.Value, Lifetime);

    /// <summary>The item that shall go.</summary>
    public ItemChange.Delete Delete => new(Table, Key!);

    /// <summary>Reads a body that is about one item.</summary>
    /// <exception cref="RefusedException">It is not as it should be; the message names the field.</exception>
    public static ItemInput Read(ReadOnlyMemory<byte> utf8Json, IReadOnlyList<string> needed, params IReadOnlyList<string> optional) =>
        InputBody.Read(utf8Json, (reader, body) => Read(reader, body, needed, optional), MostDepth);

    /// <summary>Reads an object that is about one item.</summary>
    /// <exception cref="RefusedException">The value is too large.</exception>
    public static ItemInput Read(InputReader reader, InputField owner, IReadOnlyList<string> needed, params IReadOnlyList<string> optional)
    {
        var input = new ItemInput();
        reader.ReadFields(owner, needed, optional, field => input = ReadField(reader, field, input));
        return input;
    }

    /// <summary>A text that passes a rule.</summary>
    public static string Checked(InputReader reader, InputField field, int most, Func<string, string?> rule)
    {
        var text = reader.Text(field, most);
        if (reader.Error is null && rule(text) is { } fault)
        {
            reader.Refuse(field.Path, $"is refused. {fault}");
        }

        return text;
    }

    private static ItemInput ReadField(InputReader reader, InputField field, ItemInput input) => field.Name switch
    {
        "tableName" => input with { Table = Checked(reader, field, TableRules.MostTableChars, TableRules.FaultOfTable) },
        "key" => input with { Key = Checked(reader, field, TableRules.MostKeyChars, TableRules.FaultOfKey) },
        "expiration" => input with { Lifetime = TimeSpan.FromSeconds(reader.LongNumber(field, (1, TableRules.MostTtlSeconds))) },
        "ifVersion" => input with { IfVersion = reader.LongNumber(field, (0, long.MaxValue)) },
        _ => input with { Value = ReadValue(reader, field) },
    };

    private static ReadOnlyMemory<byte> ReadValue(InputReader reader, InputField field)
    {
        var text = JsonMarshal.GetRawUtf8Value(field.Value);
        if (!Utf8.IsValid(text))
        {
            reader.Refuse(field.Path, "is not valid Unicode text");
            return default;
        }

        var json = StoredJson.Compact(JsonWhiteSpace.Strip(text));
        return TableRules.ExcessOfValue(json) is { } excess
            ? throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"{field.Path} is refused. {excess}.")
            : json;
    }
}
