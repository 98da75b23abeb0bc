using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MolnOS.Sandbox.Hosting.ApiDocument;

/// <summary>The document as it is sent, made once: everybody may ask for it, and making it takes tens of milliseconds of processor time.</summary>
internal sealed class ApiDocumentText([FromKeyedServices(ApiDocumentText.Name)] IOpenApiDocumentProvider documents)
{
    /// <summary>What the document is called inside.</summary>
    public const string Name = "v1";

    private byte[]? _text;

    /// <summary>JSON of OpenAPI 3.1, in UTF-8.</summary>
    public async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken) => _text ??= await MakeAsync(cancellationToken);

    private async Task<byte[]> MakeAsync(CancellationToken cancellationToken)
    {
        var document = await documents.GetOpenApiDocumentAsync(cancellationToken);
        using var text = new MemoryStream();
        await document.SerializeAsJsonAsync(text, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return text.ToArray();
    }
}
