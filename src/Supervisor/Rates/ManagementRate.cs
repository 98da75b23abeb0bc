using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Rates;

/// <summary>Holds management requests to the rate of their caller, once it is known who that is. Probes of health are not counted.</summary>
internal sealed class ManagementRate(RequestDelegate next, CallLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
            && limits.CheckManagement(context.Features.Get<Caller>(), context.Connection.RemoteIpAddress) is { } refusal)
        {
            throw new RefusedException(StatusCodes.Status429TooManyRequests, refusal.Message, refusal.RetryAfter);
        }

        return next(context);
    }
}
