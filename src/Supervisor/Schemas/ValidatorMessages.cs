using System.Text.Json;
using MolnOS.Sandbox.Hosting.Json;

namespace MolnOS.Sandbox.Schemas;

/// <summary>One thing that is wrong with a value.</summary>
/// <param name="Path">Where, as a JSON Pointer; empty for the value itself.</param>
/// <param name="Message">What.</param>
internal sealed record SchemaError(string Path, string Message);

/// <summary>What the validator said, as far as it makes sense.</summary>
internal abstract record ValidatorSaying
{
    private ValidatorSaying()
    {
    }

    /// <summary>The schema may be kept.</summary>
    public sealed record Fits : ValidatorSaying;

    /// <summary>The schema may not be kept, for this reason at this place of it.</summary>
    public sealed record Unfit(string Path, string Message) : ValidatorSaying;

    /// <summary>It does not have the schema yet: send it along.</summary>
    public sealed record Unknown : ValidatorSaying;

    /// <summary>Schema and value together lead too deep, perhaps without end.</summary>
    public sealed record TooDeep : ValidatorSaying;

    /// <summary>The value was validated.</summary>
    public sealed record Validated(bool IsValid, IReadOnlyList<SchemaError> Errors) : ValidatorSaying;
}

/// <summary>The messages to and from the validator, <c>runtime/schema-validator/main.mjs</c>. What comes from there is read strictly. Pure.</summary>
internal static class ValidatorMessages
{
    private const int MostErrors = 100;
    private const int LongestPath = 2000;
    private const int LongestMessage = 300;
    private const int LongestAnswer = 2 * 1024 * 1024;

    /// <summary>Asks whether a schema may be kept.</summary>
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> schema) => RawJson.WriteObject(writer =>
    {
        writer.WritePropertyName("check"u8);
        writer.WriteRawValue(schema.Span, skipInputValidation: true);
    });

    /// <summary>Asks whether a value is valid; the schema goes along only when it has turned out to be unknown.</summary>
    public static ReadOnlyMemory<byte> Validate(string key, ReadOnlyMemory<byte> data, ReadOnlyMemory<byte>? schema = null) => RawJson.WriteObject(writer =>
    {
        writer.WriteString("key"u8, key);
        if (schema is { } text)
        {
            writer.WritePropertyName("schema"u8);
            writer.WriteRawValue(text.Span, skipInputValidation: true);
        }

        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(data.Span, skipInputValidation: true);
    });

    /// <summary>What an answer says; null when it is none.</summary>
    public static ValidatorSaying? Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > LongestAnswer)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or half of a surrogate pair.
            return null;
        }
    }

    private static ValidatorSaying? Read(JsonElement answer)
    {
        if (FlagOf(answer, "fits") is { } fits)
        {
            return fits ? new ValidatorSaying.Fits()
                : ReadError(answer) is { } fault ? new ValidatorSaying.Unfit(fault.Path, fault.Message) : null;
        }

        if (FlagOf(answer, "valid") is { } isValid)
        {
            return ReadErrors(answer) is { } errors && errors.Count == 0 == isValid ? new ValidatorSaying.Validated(isValid, errors) : null;
        }

        return FlagOf(answer, "unknown") == true ? new ValidatorSaying.Unknown() : FlagOf(answer, "tooDeep") == true ? new ValidatorSaying.TooDeep() : null;
    }

    private static List<SchemaError>? ReadErrors(JsonElement answer)
    {
        if (!answer.TryGetProperty("errors", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > MostErrors)
        {
            return null;
        }

        var errors = new List<SchemaError>();
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || ReadError(item) is not { } error)
            {
                return null;
            }

            errors.Add(error);
        }

        return errors;
    }

    private static SchemaError? ReadError(JsonElement item) =>
        TextOf(item, "path", LongestPath) is { } path && TextOf(item, "message", LongestMessage) is { } message ? new SchemaError(path, message) : null;

    private static string? TextOf(JsonElement owner, string name, int most) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Length <= most ? text : null;

    private static bool? FlagOf(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.ValueKind == JsonValueKind.True : null;
}
