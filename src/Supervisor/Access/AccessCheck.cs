using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>Holds every management route to its <see cref="AccessRule"/>; closed where there is none.</summary>
internal sealed class AccessCheck(RequestDelegate next, Authenticator authenticator)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Routing's own answers (no such route, wrong method) are no route endpoints: they may pass.
        if (context.GetEndpoint() is not RouteEndpoint route)
        {
            await next(context);
            return;
        }

        var rule = route.Metadata.GetMetadata<AccessRule>();
        if (rule is AccessRule.Open || (rule is AccessRule.OpenOrHolderOn open && await open.IsOpen(context)))
        {
            await next(context);
            return;
        }

        var caller = await authenticator.AuthenticateAsync(context.Request.Headers.Authorization, context.RequestAborted);
        if (caller is null)
        {
            await RefuseUnknownAsync(context);
            return;
        }

        context.Features.Set(caller);
        switch (rule)
        {
            case AccessRule.AnyCaller or AccessRule.Demanded:
                break;
            case AccessRule.Holder holder:
                context.Demand(holder.Permission);
                break;
            case AccessRule.HolderOn holder:
                context.Demand(holder.Permission, (string)context.Request.RouteValues[holder.RouteValue]!);
                break;
            case AccessRule.OpenOrHolderOn holder:
                context.Demand(holder.Permission, (string)context.Request.RouteValues[holder.RouteValue]!);
                break;
            default:
                throw new RefusedException(StatusCodes.Status403Forbidden, "This address admits nobody.");
        }

        await next(context);
    }

    private static Task RefuseUnknownAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorAnswer.For(401, UnknownCaller).WriteAsync(context);
    }

    /// <summary>The sentence for a caller without a valid token.</summary>
    public const string UnknownCaller = "This needs a valid token: send it as 'Authorization: Bearer <token>'.";
}
