using System.Runtime.InteropServices;
using System.Text.Unicode;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Schemas;

/// <summary>A value to validate, as the body of a request says it, strictly read.</summary>
/// <param name="Data">The value as JSON.</param>
/// <param name="Version">By which version; null for the newest.</param>
internal sealed record ValidationInput(ReadOnlyMemory<byte> Data, int? Version)
{
    /// <summary>Reads the body of a validation.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static ValidationInput Read(ReadOnlyMemory<byte> utf8Json) => InputBody.Read(
        utf8Json,
        (reader, body) =>
        {
            var input = new ValidationInput(default, null);
            reader.ReadFields(body, ["data"], ["version"], field => input = field.Name switch
            {
                "version" => input with { Version = field.IsNull ? null : reader.Number(field, (1, int.MaxValue)) },
                _ => input with { Data = ReadData(reader, field) },
            });
            return input;
        },
        SchemaRules.MostDepth);

    private static ReadOnlyMemory<byte> ReadData(InputReader reader, InputField field)
    {
        // The parser does not look into strings.
        var json = JsonMarshal.GetRawUtf8Value(field.Value).ToArray();
        if (!Utf8.IsValid(json))
        {
            reader.Refuse(field.Path, "is not valid Unicode text");
        }

        return json;
    }
}
