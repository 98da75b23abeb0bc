using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Cors;

/// <summary>Writes into an answer which page may read it. Where there are rules, they alone say so: what a function says itself is taken out.</summary>
internal static class CorsAnswer
{
    private const string Prefix = "access-control-";

    /// <summary>Marks the answer to this request, whatever it will be: errors too, so that a page can read why.</summary>
    public static void Mark(HttpContext context, FunctionCors cors) =>
        context.Response.OnStarting(static state => ((Marked)state).WriteAsync(), new Marked(context, cors));

    /// <summary>Names the origin; false when the rules do not admit it.</summary>
    public static bool TryPermit(IHeaderDictionary headers, FunctionCors cors, string origin)
    {
        if (cors.Origins[0] is FunctionCors.Any)
        {
            headers.AccessControlAllowOrigin = FunctionCors.Any;
            return true;
        }

        if (!WebOrigin.FitsAny(cors.Origins, origin))
        {
            return false;
        }

        headers.AccessControlAllowOrigin = origin;
        if (cors.Credentials)
        {
            headers.AccessControlAllowCredentials = "true";
        }

        return true;
    }

    private sealed class Marked(HttpContext context, FunctionCors cors)
    {
        public Task WriteAsync()
        {
            var headers = context.Response.Headers;
            foreach (var name in headers.Keys.Where(static name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).ToList())
            {
                headers.Remove(name);
            }

            if (cors.Origins[0] is not FunctionCors.Any)
            {
                // A cache must not give one page's answer to another.
                headers.Append("Vary", "Origin");
            }

            var origin = context.Request.Headers.Origin;
            if (origin.Count == 1 && TryPermit(headers, cors, origin.ToString()) && cors.ExposeHeaders is { } exposed)
            {
                headers.AccessControlExposeHeaders = string.Join(", ", exposed);
            }

            return Task.CompletedTask;
        }
    }
}
