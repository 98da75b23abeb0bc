using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Schemas;

/// <summary>What the body of a post says, strictly read. Whether the schema is one is for the validator to say.</summary>
internal sealed record SchemaInput
{
    private static readonly JsonWriterOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions s_once = new() { MaxDepth = SchemaRules.MostDepth, AllowDuplicateProperties = false };

    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>The schema as JSON without white space.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>Reads the body of a post.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static SchemaInput Read(ReadOnlyMemory<byte> utf8Json, int mostSchemaBytes) => InputBody.Read(
        utf8Json,
        (reader, body) =>
        {
            var input = new SchemaInput();
            reader.ReadFields(body, ["name", "schema"], ["description"], field => input = field.Name switch
            {
                "name" => input with { Name = ReadName(reader, field) },
                "description" => input with { Description = reader.Text(field, SchemaRules.LongestDescription, mayBeEmpty: true) },
                _ => input with { Text = ReadSchema(reader, field, mostSchemaBytes) },
            });
            return input;
        },
        SchemaRules.MostDepth);

    private static string ReadName(InputReader reader, InputField field)
    {
        var name = reader.Text(field, int.MaxValue);
        if (!SchemaRules.IsName(name))
        {
            reader.Refuse(field.Path, SchemaRules.NameRule);
        }

        return name;
    }

    private static ReadOnlyMemory<byte> ReadSchema(InputReader reader, InputField field, int mostBytes)
    {
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            reader.Refuse(field.Path, "must be an object");
            return default;
        }

        var raw = JsonMarshal.GetRawUtf8Value(field.Value).ToArray();
        if (!Utf8.IsValid(raw))
        {
            reader.Refuse(field.Path, "holds text that is not valid Unicode");
        }

        var text = new ArrayBufferWriter<byte>();
        try
        {
            using var once = JsonDocument.Parse(raw, s_once);
            using var writer = new Utf8JsonWriter(text, s_compact);
            once.RootElement.WriteTo(writer);
        }
        catch (JsonException)
        {
            reader.Refuse(field.Path, "names a member twice");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            reader.Refuse(field.Path, "holds text that is not valid Unicode");
        }

        if (text.WrittenCount > mostBytes)
        {
            reader.Refuse(field.Path, $"must have at most {mostBytes} bytes of JSON");
        }

        return text.WrittenMemory;
    }
}
