using System.Text.Json;
using System.Text.Json.Serialization;

namespace MolnOS.Sandbox.Management;

/// <summary>A variable of a function's environment: its value, or only that it is a secret.</summary>
[JsonConverter(typeof(EnvViewJson))]
internal sealed record EnvView(string? Value);

/// <summary>Writes <c>"value"</c> or <c>{"secret":true}</c>.</summary>
internal sealed class EnvViewJson : JsonConverter<EnvView>
{
    public override EnvView Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Environments are only ever shown in this form.");

    public override void Write(Utf8JsonWriter writer, EnvView value, JsonSerializerOptions options)
    {
        if (value.Value is not null)
        {
            writer.WriteStringValue(value.Value);
            return;
        }

        writer.WriteStartObject();
        writer.WriteBoolean("secret", true);
        writer.WriteEndObject();
    }
}
