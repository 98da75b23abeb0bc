using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting.Compression;

/// <summary>Compresses answers by ASP.NET's middleware, where the settings ask for it; else it stands in no request's way.</summary>
internal static class AnswerCompression
{
    private static readonly string[] s_texts = ["text/*", "application/*+json", "application/*+xml", "application/graphql", "image/svg+xml"];

    public static void AddAnswerCompression(this IServiceCollection services)
    {
        services.AddOptions<CompressionOptions>().BindConfiguration("Compression").ValidateOnStart();
        services.AddSingleton<IValidateOptions<CompressionOptions>, CompressionOptionsValidator>();
        services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, .. s_texts];
            compression.ExcludedMimeTypes = ["text/event-stream"];
        });
        services.Configure<GzipCompressionProviderOptions>(static gzip => gzip.Level = CompressionLevel.Fastest);
        services.Configure<BrotliCompressionProviderOptions>(static brotli => brotli.Level = CompressionLevel.Fastest);
    }

    /// <summary>Compresses from here on.</summary>
    /// <param name="app">The way of requests.</param>
    /// <param name="mayStream">Whether an answer of unknown length may be a stream, which must go out piece by piece.</param>
    public static void UseAnswerCompression(this WebApplication app, Predicate<HttpContext> mayStream)
    {
        if (app.Services.GetRequiredService<IOptions<CompressionOptions>>().Value is { Enabled: true } options)
        {
            app.UseMiddleware<ResponseCompressionMiddleware>(
                new Rule(app.Services, app.Services.GetRequiredService<IOptions<ResponseCompressionOptions>>(), options.MinBytes, mayStream));
        }
    }

    /// <summary>Which answers are compressed, beside those whose type is not worth it.</summary>
    private sealed class Rule(IServiceProvider services, IOptions<ResponseCompressionOptions> options, int minBytes, Predicate<HttpContext> mayStream)
        : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context)
        {
            var headers = context.Response.Headers;
            var isLong = headers.ContentLength is { } length ? length >= minBytes : !mayStream(context) && HttpMethods.IsGet(context.Request.Method);
            return isLong
                // Other bytes would need another tag, and ranges count the bytes as they are.
                && !headers.ETag.ToString().StartsWith('"')
                && headers.AcceptRanges.Count == 0
                && !headers.CacheControl.ToString().Contains("no-transform", StringComparison.OrdinalIgnoreCase)
                && base.ShouldCompressResponse(context);
        }
    }
}
