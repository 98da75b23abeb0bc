using Microsoft.OpenApi;

namespace MolnOS.Sandbox.Hosting.ApiDocument;

/// <summary><c>/openapi.json</c>: the HTTP API as machines read it.</summary>
internal static class ApiDocumentSlice
{
    public static void AddApiDocument(this IServiceCollection services) => services.AddSingleton<ApiDocumentText>().AddOpenApi(ApiDocumentText.Name, static options =>
    {
        options.AddOperationTransformer(ApiOperations.DescribeAsync);
        options.AddDocumentTransformer(static (document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "MolnOS Sandbox", Version = "1" };
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.AddComponent<IOpenApiSecurityScheme>(ApiOperations.Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A service account's key.",
            });
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer(FunctionCalls.DescribeAsync);
    });

    /// <summary>Answers it, the same bytes each time.</summary>
    public static IEndpointConventionBuilder MapApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi.json", static async (ApiDocumentText text, CancellationToken cancellationToken) => Results.Bytes(await text.ReadAsync(cancellationToken), "application/json;charset=utf-8"))
            .ExcludeFromDescription();
}
