using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.WebConsole;

/// <summary>
/// <c>/console</c>: static files that the build of <c>src/Console</c> made. They hold nothing that is secret, and do everything by the HTTP
/// API, as whoever signs in there.
/// </summary>
internal static class WebConsoleSlice
{
    private const string Assets = "assets/";

    /// <summary>Nothing inline, nothing from elsewhere, in nobody's frame: what a function wrote can then run nothing here.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    public static void AddWebConsole(this IServiceCollection services)
    {
        services.AddOptions<WebConsoleOptions>().BindConfiguration("WebConsole");
        services.AddSingleton(static _ => new ConsoleFiles(Path.Combine(AppContext.BaseDirectory, "console")));
    }

    public static IEndpointConventionBuilder MapWebConsole(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/console/{**path}", s_methods, Answer).ExcludeFromDescription();

    private static IResult Answer(HttpContext context, string? path, ConsoleFiles files, IOptions<WebConsoleOptions> options)
    {
        path ??= "";
        if (!options.Value.Enabled || Find(files, path) is not { } file)
        {
            throw new RefusedException(404, "There is no such page.");
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        // Pages that functions make share our origin: none of them may hold on to a console that it opened.
        headers["Cross-Origin-Opener-Policy"] = "noopener-allow-popups";
        headers.Vary = "Accept-Encoding";
        // A name with the hash of its content never means anything else; the page that names them is asked for anew each time.
        headers.CacheControl = path.StartsWith(Assets, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        var (body, encoding, tag) = file.For(context.Request.Headers.AcceptEncoding);
        headers.ContentEncoding = encoding;
        return Results.File(body, file.ContentType, entityTag: tag);
    }

    /// <summary>The file of that path; the page for all that has no extension, since the console finds its way itself.</summary>
    private static ConsoleFile? Find(ConsoleFiles files, string path) =>
        files.All.GetValueOrDefault(path.Length > 0 && Path.HasExtension(path) ? path : ConsoleFile.Page);
}
