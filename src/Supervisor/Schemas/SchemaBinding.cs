using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Schemas;

/// <summary><c>schemas</c>: a function validates values, and reads what it validates them by.</summary>
internal sealed class SchemaBinding : Binding
{
    private readonly SchemaValidation _validation;
    private readonly ISchemaStore _store;

    public SchemaBinding(SchemaValidation validation, ISchemaStore store)
    {
        _validation = validation;
        _store = store;
        Methods = new Dictionary<string, BindingMethod>(StringComparer.Ordinal)
        {
            ["validate"] = new("read", IsTargeted: true, ValidateAsync),
            ["get"] = new("read", IsTargeted: true, GetAsync),
        };
    }

    public override string Name => "schemas";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    private async ValueTask<BindingResult> ValidateAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var name = NameOf(call.Arguments);
        var data = call.Arguments.Json(1, "data", SchemaRules.MostDataBytes);
        var version = VersionOf(call.Arguments, 2);
        if (call.Arguments.Fault is { } fault)
        {
            return fault;
        }

        return await _validation.ValidateAsync(name, version, data, invocationEnded) switch
        {
            SchemaVerdict.Given given => Object(writer =>
            {
                writer.WriteBoolean("valid"u8, given.IsValid);
                writer.WriteStartArray("errors"u8);
                foreach (var error in given.Errors)
                {
                    writer.WriteStartObject();
                    writer.WriteString("path"u8, error.Path);
                    writer.WriteString("message"u8, error.Message);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }),
            SchemaVerdict.NotFound missing => new BindingResult.Failed(BindingCodes.NotFound, missing.Message),
            SchemaVerdict.TooCostly costly => new BindingResult.Failed(BindingCodes.LimitExceeded, costly.Message),
            SchemaVerdict.Unavailable none => new BindingResult.Failed(BindingCodes.Unavailable, $"{none.Message} Try again in a moment."),
            var unknown => throw new InvalidOperationException($"A verdict of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    private async ValueTask<BindingResult> GetAsync(BoundCall call, CancellationToken invocationEnded)
    {
        var name = NameOf(call.Arguments);
        var version = VersionOf(call.Arguments, 1);
        if (call.Arguments.Fault is { } fault)
        {
            return fault;
        }

        return await _store.ReadAsync(name, version, invocationEnded) is { } schema
            ? Object(writer =>
            {
                writer.WriteString("name"u8, schema.Summary.Name);
                writer.WriteNumber("version"u8, schema.Summary.Version);
                writer.WriteString("description"u8, schema.Summary.Description);
                writer.WritePropertyName("schema"u8);
                writer.WriteRawValue(schema.Text.Span, skipInputValidation: true);
            })
            : new BindingResult.Failed(BindingCodes.NotFound, SchemaRules.NoSchema(name, version));
    }

    private static string NameOf(BindingArguments arguments) => arguments.Text(0, "The name of the schema", 255);

    private static int? VersionOf(BindingArguments arguments, int index) => (int?)arguments.OptionalNumber(index, "version", 1, int.MaxValue);

    private static BindingResult.Value Object(Action<Utf8JsonWriter> write) => new(RawJson.WriteObject(write));
}
