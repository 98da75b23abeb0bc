using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Observability;

/// <summary>Reads the body of a posted line: <c>{service, level, message, metadata?}</c>.</summary>
internal static class LogEventInput
{
    private const int MostMessageChars = 16 * 1024;
    private const int MostMetadataChars = 16 * 1024;

    /// <summary>The line, as of now.</summary>
    /// <exception cref="RefusedException">It is none; the message names the field.</exception>
    public static PostedLogLine Read(ReadOnlyMemory<byte> utf8Json, DateTimeOffset now) => InputBody.Read(utf8Json, (reader, body) =>
    {
        var line = new PostedLogLine("", now, LogSeverity.Info, "", FieldsJson: null);
        reader.ReadFields(body, ["service", "level", "message"], ["metadata"], field => line = field.Name switch
        {
            "service" => line with { Service = ReadService(reader, field) },
            "level" => line with { Level = ReadLevel(reader, field) },
            "message" => line with { Message = reader.Text(field, MostMessageChars) },
            _ => line with { FieldsJson = ReadMetadata(reader, field) },
        });
        return line;
    });

    private static string ReadService(InputReader reader, InputField field)
    {
        var service = reader.Text(field, ServiceNames.MostChars);
        if (reader.Error is null && ServiceNames.FaultOf(service) is { } fault)
        {
            reader.Refuse(field.Path, fault);
        }

        return service;
    }

    private static LogSeverity ReadLevel(InputReader reader, InputField field)
    {
        if (!LogLevels.TryParse(reader.Text(field, most: int.MaxValue), out var level))
        {
            reader.Refuse(field.Path, $"must be one of {string.Join(", ", LogLevels.Names)}");
        }

        return level ?? LogSeverity.Info;
    }

    private static string? ReadMetadata(InputReader reader, InputField field)
    {
        if (field.Value.ValueKind != JsonValueKind.Object)
        {
            reader.Refuse(field.Path, "must be an object");
            return null;
        }

        var json = Encoding.UTF8.GetString(JsonWhiteSpace.Strip(JsonMarshal.GetRawUtf8Value(field.Value)).Span);
        if (json.Length > MostMetadataChars)
        {
            reader.Refuse(field.Path, $"must be at most {MostMetadataChars} characters of JSON");
        }

        return json;
    }
}
