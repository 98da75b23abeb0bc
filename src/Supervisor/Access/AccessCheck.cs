using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Access;

/// <summary>Holds every management route to its <see cref="AccessRule"/>; closed where there is none.</summary>
internal sealed class AccessCheck(RequestDelegate next, Authenticator authenticator)
{
    public Task InvokeAsync(HttpContext context)
    {
        // Routing's own answers (no such route, wrong method) are no route endpoints: they may pass.
        if (context.GetEndpoint() is not RouteEndpoint route || route.Metadata.GetMetadata<AccessRule>() is AccessRule.Open)
        {
            return next(context);
        }

        var caller = authenticator.Authenticate(context.Request.Headers.Authorization);
        if (caller is null)
        {
            return RefuseUnknownAsync(context);
        }

        switch (route.Metadata.GetMetadata<AccessRule>())
        {
            case AccessRule.AnyCaller:
                break;
            case AccessRule.Holder holder when caller.May(holder.Permission):
                break;
            case AccessRule.Holder holder:
                return ErrorAnswer.For(403, MissingPermission(holder.Permission)).WriteAsync(context);
            default:
                return ErrorAnswer.For(403, "This address admits nobody.").WriteAsync(context);
        }

        context.Features.Set(caller);
        return next(context);
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
