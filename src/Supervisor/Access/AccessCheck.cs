using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>Holds every management route to its <see cref="AccessRule"/>; closed where there is none.</summary>
internal sealed class AccessCheck(RequestDelegate next, Authenticator authenticator)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Routing's own answers (no such route, wrong method) are no route endpoints: they may pass.
        if (context.GetEndpoint() is not RouteEndpoint route || route.Metadata.GetMetadata<AccessRule>() is AccessRule.Open)
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

        switch (route.Metadata.GetMetadata<AccessRule>())
        {
            case AccessRule.AnyCaller:
                break;
            case AccessRule.Holder holder when caller.May(holder.Permission):
                break;
            case AccessRule.Holder holder:
                await ErrorAnswer.For(403, MissingPermission(holder.Permission)).WriteAsync(context);
                return;
            default:
                await ErrorAnswer.For(403, "This address admits nobody.").WriteAsync(context);
                return;
        }

        context.Features.Set(caller);
        await next(context);
    }

    /// <summary>The sentence for a caller who lacks a permission.</summary>
    public static string MissingPermission(Permission permission) => $"This needs the permission {permission}.";

    private static Task RefuseUnknownAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ErrorAnswer.For(401, UnknownCaller).WriteAsync(context);
    }

    /// <summary>The sentence for a caller without a valid token.</summary>
    public const string UnknownCaller = "This needs a valid token: send it as 'Authorization: Bearer <token>'.";
}
