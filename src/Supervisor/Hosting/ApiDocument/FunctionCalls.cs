using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting.ApiDocument;

/// <summary>The calls of functions in the API document: their routes are YARP's, of which the document's generator knows nothing.</summary>
internal static class FunctionCalls
{
    private const string Path = "/functions/run/{id}";

    private static readonly HttpMethod[] Methods =
        [HttpMethod.Get, HttpMethod.Head, HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, HttpMethod.Options];

    private static readonly HttpMethod[] MethodsWithBody = [HttpMethod.Post, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete];

    private static readonly int[] Refusals = [400, 401, 403, 404, 405, 413, 429, 500, 502, 503, 504];

    public static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Paths.Add(Path, PathOf(document, InPath("id", "Id of the function.")));
        document.Paths.Add(Path + "/{subpath}", PathOf(
            document, InPath("id", "Id of the function."), InPath("subpath", "What the function routes by itself; it may have several segments.")));
        return Task.CompletedTask;
    }

    private static OpenApiPathItem PathOf(OpenApiDocument document, params IOpenApiParameter[] parameters)
    {
        var path = new OpenApiPathItem { Parameters = parameters };
        foreach (var method in Methods)
        {
            path.AddOperation(method, new OpenApiOperation
            {
                Tags = new HashSet<OpenApiTagReference> { new("functions", document) },
                Summary = "Calls a function.",
                Description = "Needs the permission functions.execute, or functions.execute:{id}, unless the function admits everybody. The query is the function's own.",
                RequestBody = MethodsWithBody.Contains(method) ? new OpenApiRequestBody { Content = Anything() } : null,
                // Either of the two will do, and the first asks for nothing.
                Security = [new OpenApiSecurityRequirement(), new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(ApiOperations.Bearer, document)] = [] }],
                Responses = ResponsesOf(document),
            });
        }

        return path;
    }

    private static OpenApiResponses ResponsesOf(OpenApiDocument document)
    {
        var responses = new OpenApiResponses
        {
            ["default"] = new OpenApiResponse { Description = "What the function answers.", Content = Anything(), Headers = CallHeader() },
        };
        foreach (var status in Refusals)
        {
            responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = ErrorAnswer.PhraseOf(status),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ErrorAnswer), document) },
                },
                Headers = CallHeader(),
            };
        }

        return responses;
    }

    private static OpenApiParameter InPath(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Path,
        Required = true,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static Dictionary<string, IOpenApiHeader> CallHeader() => new(StringComparer.Ordinal)
    {
        ["x-molnos-invocation-id"] = new OpenApiHeader
        {
            Description = "Id of the call; the function's log has it.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        },
    };

    private static Dictionary<string, OpenApiMediaType> Anything() => new(StringComparer.Ordinal) { ["*/*"] = new OpenApiMediaType() };
}
