using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schemas;

/// <summary>The newest version of each schema; <paramref name="Cursor"/> asks for the next part, null at the end.</summary>
internal sealed record SchemasAnswer(int Count, IReadOnlyList<SchemaView> Schemas, string? Cursor) : SuccessAnswer;

/// <summary>One version of a schema, and where all of them were asked for, which there are, newest first.</summary>
internal sealed record SchemaAnswer(SchemaView Schema, IReadOnlyList<SchemaVersionView>? Versions = null) : SuccessAnswer;

/// <summary>What came of a validation, and by which version.</summary>
internal sealed record ValidationAnswer(bool Valid, int Version, IReadOnlyList<SchemaError> Errors) : SuccessAnswer;

/// <summary>A version of a schema as the API shows it.</summary>
internal sealed record SchemaView(string Name, int Version, string Description, RawJson? Schema, DateTimeOffset CreatedAt, string CreatedBy)
{
    public static SchemaView Of(SchemaSummary summary, ReadOnlyMemory<byte>? text = null) => new(
        summary.Name, summary.Version, summary.Description, text is { } json ? new RawJson(json) : null, summary.CreatedAt, summary.CreatedBy);
}

/// <summary>One of the versions of a schema.</summary>
internal sealed record SchemaVersionView(int Version, string Description, DateTimeOffset CreatedAt, string CreatedBy);

/// <summary>The body of a post, for the API document.</summary>
internal sealed record SchemaPostBody(
    [property: Description("In kebab-case, such as user-profile; each post of a name is its next version.")] string Name,
    [property: Description("A JSON Schema of the dialect 2020-12: {properties, required, additionalProperties, ...}.")] JsonElement Schema,
    [property: Description("Up to 1024 characters.")] string? Description = null);

/// <summary>The body of a validation, for the API document.</summary>
internal sealed record ValidationBody(
    [property: Description("Any JSON value.")] JsonElement Data,
    [property: Description("The newest when omitted.")] int? Version = null);

/// <summary>Generated JSON of this slice.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = [typeof(UtcTimeJson)])]
[JsonSerializable(typeof(SchemasAnswer))]
[JsonSerializable(typeof(SchemaAnswer))]
[JsonSerializable(typeof(ValidationAnswer))]
[JsonSerializable(typeof(DoneAnswer))]
[JsonSerializable(typeof(SchemaPostBody))]
[JsonSerializable(typeof(ValidationBody))]
internal sealed partial class SchemasJson : JsonSerializerContext;
