using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Cors;

/// <summary>The question that a browser asks before a page's request: may it? It carries no token, and none is asked for.</summary>
internal static class CorsPreflight
{
    private const int LongestHeaderList = 4096;

    private static readonly string s_vary = string.Join(
        ", ", "Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers");

    /// <summary>Whether a request is one; any other OPTIONS is a request like others.</summary>
    public static bool Is(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count == 1 && request.Headers.AccessControlRequestMethod.Count == 1;

    /// <summary>Answers one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cors">The rules.</param>
    /// <param name="methods">The methods to name where the rules name none.</param>
    public static Task AnswerAsync(HttpContext context, FunctionCors cors, IReadOnlyList<string> methods)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.Vary = s_vary;
        if (!CorsAnswer.TryPermit(response.Headers, cors, request.Headers.Origin.ToString()))
        {
            return ErrorAnswer.For(403, "Pages of this origin may not call this address (cors.origins).").WriteAsync(context);
        }

        response.Headers.AccessControlAllowMethods = string.Join(", ", cors.Methods ?? methods);
        if ((cors.Headers is { } named ? string.Join(", ", named) : Asked(request.Headers.AccessControlRequestHeaders.ToString())) is { Length: > 0 } headers)
        {
            response.Headers.AccessControlAllowHeaders = headers;
        }

        if (cors.MaxAgeSeconds is { } seconds)
        {
            response.Headers.AccessControlMaxAge = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>What a page asks to send, when it is a list of names; it is written into the answer.</summary>
    private static string? Asked(string list) =>
        list.Length <= LongestHeaderList && list.Split(',').All(name => HeaderToken.IsToken(name.AsSpan().Trim(' '))) ? list : null;
}
