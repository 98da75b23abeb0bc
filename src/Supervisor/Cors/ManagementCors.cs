using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Cors;

/// <summary>Lets pages of the origins in <c>Cors:Origins</c> use the management API with a token; cookies play no part in it.</summary>
internal sealed class ManagementCors(RequestDelegate next, IOptions<CorsOptions> options)
{
    private static readonly string[] s_methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private readonly FunctionCors? _rules = CorsOptions.Split(options.Value.Origins) is { Count: > 0 } origins
        ? new FunctionCors { Origins = origins, ExposeHeaders = ["etag", "retry-after", "www-authenticate", "content-range"], MaxAgeSeconds = 600 }
        : null;

    public Task InvokeAsync(HttpContext context)
    {
        if (_rules is null)
        {
            return next(context);
        }

        if (CorsPreflight.Is(context.Request))
        {
            return CorsPreflight.AnswerAsync(context, _rules, s_methods);
        }

        CorsAnswer.Mark(context, _rules);
        return next(context);
    }
}
