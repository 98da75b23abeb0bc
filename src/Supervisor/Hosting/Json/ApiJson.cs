using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MolnOS.Sandbox.Hosting.Json;

/// <summary>How the management API writes JSON; slices add the types they generated.</summary>
internal static class ApiJson
{
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(static json =>
    {
        json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // The answers are JSON, never a part of a page: quotes and brackets need no escapes.
        json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.SerializerOptions.Converters.Add(new UtcTimeJson());
    });

    public static void AddApiTypes(this IServiceCollection services, IJsonTypeInfoResolver types) =>
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, types));
}
