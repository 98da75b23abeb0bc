namespace MolnOS.Sandbox.Access.Audit;

/// <summary>
/// Sees every management request: acts, and denials of whatever method, are written down when their answer begins. It stands within the errors' answers, so
/// that it hears why something was refused, and around the check of access.
/// </summary>
internal sealed class AuditTrail(RequestDelegate next, AuditLog log, TimeProvider time)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // What no route of ours answers, such as an unknown address, is neither an act nor a denial.
        if (context.GetEndpoint() is not RouteEndpoint route)
        {
            await next(context);
            return;
        }

        var request = new AuditedRequest(context, route, log, time.GetUtcNow());
        context.Features.Set(request);
        context.Response.OnStarting(static state => ((AuditedRequest)state).RecordAsync(), request);
        context.Response.OnCompleted(static state => ((AuditedRequest)state).RecordAsync(), request);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            request.Fail(exception);
            throw;
        }
    }
}
