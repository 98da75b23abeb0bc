using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Hosting.ApiDocument;

/// <summary>Writes into an operation what its route declared: its query parameters, and the token it wants.</summary>
internal static class ApiOperations
{
    /// <summary>Name of the security scheme.</summary>
    public const string Bearer = "bearer";

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<QueryParameters>().SelectMany(parameters => parameters.All))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = SchemaOf(parameter),
            });
        }

        if (metadata.OfType<NeedsToken>().FirstOrDefault() is { } token)
        {
            var bearer = new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] };
            // Of several, one will do; the empty one asks for nothing.
            operation.Security = token.IsOptional ? [new OpenApiSecurityRequirement(), bearer] : [bearer];
            operation.Description = token.Permission is null ? "Needs a token."
                : token.IsOptional ? $"Needs the permission {token.Permission}, unless it is open to everybody."
                : $"Needs the permission {token.Permission}.";
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema SchemaOf(QueryParameter parameter) => parameter switch
    {
        { Range: var (least, most) } => new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Minimum = least.ToString(CultureInfo.InvariantCulture),
            Maximum = most.ToString(CultureInfo.InvariantCulture),
        },
        { IsFlag: true } => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        { IsTime: true } => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
        { Values.Count: > 0 } => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. parameter.Values.Select(value => (JsonNode)value)] },
        _ => new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
