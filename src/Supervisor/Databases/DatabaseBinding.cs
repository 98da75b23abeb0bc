using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Databases;

/// <summary><c>databases</c>: tables of keys and JSON values, which outlive the function and its workers.</summary>
internal sealed class DatabaseBinding : Binding
{
    private readonly ITableStore _store;

    public DatabaseBinding(ITableStore store)
    {
        _store = store;
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["get"] = OnTable("read", GetAsync),
            ["query"] = OnTable("read", QueryAsync),
            ["getTableSize"] = OnTable("read", CountAsync),
            ["write"] = OnTable("write", WriteAsync),
            ["delete"] = OnTable("write", DeleteAsync),
            ["update"] = OnTable("write", UpdateAsync),
            ["batch"] = new("write", IsTargeted: false, BatchAsync) { NameTargets = BatchRequest.Tables },
            ["createTable"] = OnTable("create", async (table, _, over) => Truth(await _store.CreateTableAsync(table, over))),
            ["deleteTable"] = OnTable("delete", async (table, _, over) => Truth(await _store.DeleteTableAsync(table, over))),
            ["listTables"] = new("read", IsTargeted: false, ListAsync),
        };
    }

    public override string Name => "databases";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    /// <summary>A value in its stored form.</summary>
    public static ReadOnlyMemory<byte> Value(BindingArguments arguments, JsonElement value, string name)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("$bytes"u8, out _))
        {
            // They would be read back as an object, not as bytes.
            arguments.Refuse($"{name} must be JSON; bytes can be kept as a base64 text, or in storage");
        }

        var json = StoredJson.Compact(arguments.Json(value, name, TableRules.MostTravellingBytes));
        if (TableRules.ExcessOfValue(json) is { } excess)
        {
            arguments.Exceed(excess);
        }

        return json;
    }

    private static BindingMethod OnTable(string action, Func<string, BindingArguments, CancellationToken, ValueTask<BindingResult>> handle) => new(
        action,
        IsTargeted: true,
        (call, invocationEnded) =>
        {
            var table = call.Arguments.Table(0);
            return call.Arguments.Fault is { } fault ? new(fault) : handle(table, call.Arguments, invocationEnded);
        });

    private async ValueTask<BindingResult> GetAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        if (arguments.Has(1))
        {
            var key = arguments.Key(1);
            return arguments.Fault is { } fault ? fault
                : await _store.FindAsync(table, key, invocationEnded) is { } item ? new BindingResult.Value(item.Value)
                : BindingResult.Undefined;
        }

        var page = await _store.ReadPageAsync(table, TableRules.WholeTable, invocationEnded);
        return page.HasMore
            ? new BindingResult.Failed(BindingCodes.LimitExceeded, $"{TableRules.TooLargeAtOnce} Read it in pages, with query.")
            : TableJson.Result(writer => TableJson.WritePairs(writer, page.Items));
    }

    private async ValueTask<BindingResult> QueryAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var range = arguments.Has(1) ? RangeOf(arguments, arguments.Fields(arguments.Element(1), "options", "prefix", "from", "to", "limit", "cursor", "reverse")) : Page;
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        var page = await _store.ReadPageAsync(table, range, invocationEnded);
        return TableJson.Result(writer => TableJson.WritePage(writer, page));
    }

    private async ValueTask<BindingResult> CountAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var summary = await _store.FindTableAsync(table, invocationEnded);
        return TableJson.Result(writer => writer.WriteNumberValue(summary?.Items ?? 0));
    }

    private async ValueTask<BindingResult> WriteAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = arguments.Key(1);
        var value = Value(arguments, arguments.Raw(2), "value");
        var seconds = arguments.OptionalNumber(3, "ttlSeconds", 1, TableRules.MostTtlSeconds);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        await _store.ChangeAsync([new ItemChange.Write(table, key, value, seconds is null ? null : TimeSpan.FromSeconds(seconds.Value))], invocationEnded);
        return BindingResult.True;
    }

    private async ValueTask<BindingResult> DeleteAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = arguments.Key(1);
        return arguments.Fault is { } fault ? fault : Truth((await _store.ChangeAsync([new ItemChange.Delete(table, key)], invocationEnded))[0]);
    }

    private async ValueTask<BindingResult> UpdateAsync(string table, BindingArguments arguments, CancellationToken invocationEnded)
    {
        var key = arguments.Key(1);
        var value = Value(arguments, arguments.Raw(2), "value");
        var options = arguments.Fields(arguments.Element(3), "options", "ifVersion");
        var ifVersion = arguments.Number(options.Element("ifVersion"), "options.ifVersion", 0, long.MaxValue);
        if (arguments.Fault is { } fault)
        {
            return fault;
        }

        return await _store.UpdateAsync(new ItemChange.Write(table, key, value), ifVersion, invocationEnded) switch
        {
            ItemUpdate.Done done => TableJson.Result(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("version", done.Version);
                writer.WriteEndObject();
            }),
            ItemUpdate.Changed changed => new BindingResult.Failed(
                BindingCodes.Unavailable, $"The item has version {changed.Version}, not {ifVersion}: somebody else wrote it. Read it again, then try again."),
            _ => new BindingResult.Failed(BindingCodes.NotFound, "There is no such item. With ifVersion 0, update makes one."),
        };
    }

    private async ValueTask<BindingResult> BatchAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var changes = BatchRequest.Read(call.Arguments);
        if (call.Arguments.Fault is { } fault)
        {
            return fault;
        }

        await _store.ChangeAsync(changes, invocationEnded);
        return BindingResult.True;
    }

    private async ValueTask<BindingResult> ListAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var tables = await _store.ListAsync(invocationEnded);
        return TableJson.Result(writer => TableJson.WriteTables(writer, tables));
    }

    private static ItemRange Page { get; } = new() { MostItems = TableRules.PageItems, MostBytes = TableRules.MostReadBytes };

    private static ItemRange RangeOf(BindingArguments arguments, BindingFields options)
    {
        var cursor = options.OptionalText("cursor", TableRules.MostCursorChars);
        var behind = cursor is null ? null : TableRules.KeyOfCursor(cursor);
        if (cursor is not null && behind is null)
        {
            arguments.Refuse("options.cursor must be a cursor that query gave");
        }

        return Page with
        {
            Prefix = options.OptionalText("prefix", TableRules.MostKeyChars),
            From = options.OptionalText("from", TableRules.MostKeyChars),
            To = options.OptionalText("to", TableRules.MostKeyChars),
            Behind = behind,
            IsReversed = options.Flag("reverse"),
            MostItems = (int)(options.OptionalNumber("limit", 1, TableRules.MostPageItems) ?? TableRules.PageItems),
        };
    }

    private static BindingResult Truth(bool value) => value ? BindingResult.True : BindingResult.False;
}
