using System.Runtime.InteropServices;
using System.Text.Unicode;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Events;

/// <summary>The body of <c>POST /events/emit</c>: <c>{"eventName", "data"?}</c>.</summary>
/// <param name="EventName">A name by the rules.</param>
/// <param name="Data">The data as it is stored, <c>null</c> when there is none.</param>
internal sealed record EmitBody(string EventName, ReadOnlyMemory<byte> Data)
{
    /// <summary>Bytes that a body may have for each byte of its data as it is stored: escapes and white space are shed.</summary>
    public const int MostGrowth = 3;

    /// <summary>What a body needs beside its data, generously.</summary>
    public const int FrameBytes = 16 * 1024;

    /// <summary>Levels that data may nest: it lies two levels down in the line that carries it, and a line nests at most 256.</summary>
    public const int MostLevels = 254;

    /// <summary>The data of an event without any.</summary>
    public static ReadOnlyMemory<byte> NoData { get; } = "null"u8.ToArray();

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">It is anything else (400, naming the field), or too large (413).</exception>
    public static EmitBody Read(ReadOnlyMemory<byte> utf8Json, int mostDataBytes) => InputBody.Read(
        utf8Json,
        (reader, body) =>
        {
            var (name, data) = ("", NoData);
            reader.ReadFields(body, ["eventName"], ["data"], field =>
            {
                if (field.Name is "eventName")
                {
                    name = ReadName(reader, field);
                }
                else
                {
                    data = ReadData(reader, field, mostDataBytes);
                }
            });
            return new EmitBody(name, data);
        },
        MostLevels + 1);

    private static string ReadName(InputReader reader, InputField field)
    {
        var name = reader.Text(field, EventNames.Longest);
        if (EventNames.FaultOfName(name) is { } fault)
        {
            reader.Refuse(field.Path, fault);
        }

        return name;
    }

    private static ReadOnlyMemory<byte> ReadData(InputReader reader, InputField field, int mostBytes)
    {
        var text = JsonMarshal.GetRawUtf8Value(field.Value);
        if (!Utf8.IsValid(text))
        {
            reader.Refuse(field.Path, "is not valid Unicode text");
            return NoData;
        }

        var json = StoredJson.Compact(JsonWhiteSpace.Strip(text));
        return json.Length <= mostBytes
            ? json
            : throw new RefusedException(StatusCodes.Status413PayloadTooLarge, $"data is larger than the limit of {mostBytes} bytes of JSON.");
    }
}
