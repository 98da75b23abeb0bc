using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Routes;

/// <summary>Says in the shape of all errors why there is no answer of an upstream. What an upstream itself answers goes through as it is.</summary>
internal static class UpstreamErrors
{
    public static async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is not null && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            var status = context.Response.StatusCode;
            context.Response.Clear();
            await ErrorAnswer.For(status, MessageOf(status)).WriteAsync(context);
        }
    }

    /// <summary>What happened, by the status that YARP gave it.</summary>
    public static string MessageOf(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout => "The body of the request did not arrive in time.",
        StatusCodes.Status413PayloadTooLarge => "The body of the request is larger than the server takes.",
        StatusCodes.Status503ServiceUnavailable => "No upstream of this address is well at the moment: try again later.",
        StatusCodes.Status504GatewayTimeout => "The upstream of this address did not answer in time.",
        >= 500 => "The upstream of this address could not be reached, or gave no answer that can be read.",
        _ => "The request could not be read.",
    };
}
