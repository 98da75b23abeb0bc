using System.Globalization;
using Microsoft.AspNetCore.Connections;

namespace MolnOS.Sandbox.Hosting.Errors;

/// <summary>Makes an <see cref="ErrorAnswer"/> of whatever goes wrong in a management request: refusals, exceptions, bare status codes.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, IEnumerable<KnownRefusal> known, ILogger<ErrorAnswers> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null })
            {
                await DescribeStatusAsync(context);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ConnectionResetException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: nobody reads an answer.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, exception);
        }
        catch (Exception exception)
        {
            // An answer that has begun can only end truncated.
            LogFailed(exception, context.Request.Method);
            context.Abort();
        }
    }

    /// <summary>Whole seconds, at least one, as <c>Retry-After</c> wants them.</summary>
    public static string RetryAfter(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private Task AnswerAsync(HttpContext context, Exception exception)
    {
        context.Response.Clear();
        if (known.Select(turn => turn(exception)).FirstOrDefault(refusal => refusal is not null) is { } turned)
        {
            LogRefused(exception, context.Request.Method);
            exception = turned;
        }

        switch (exception)
        {
            case RefusedException refused:
                if (refused.RetryAfter is { } wait)
                {
                    context.Response.Headers.RetryAfter = RetryAfter(wait);
                }

                return ErrorAnswer.For(refused.Status, refused.Message).WriteAsync(context);
            case BadHttpRequestException bad:
                return ErrorAnswer.ForUnreadable(bad).WriteAsync(context);
            default:
                LogFailed(exception, context.Request.Method);
                return ErrorAnswer.For(500, "Something went wrong in the server; its log has the details.").WriteAsync(context);
        }
    }

    private static Task DescribeStatusAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var message = status switch
        {
            404 => "There is nothing at this address.",
            405 => $"This address accepts {context.Response.Headers.Allow}.",
            415 => "The body must be JSON: send it as 'Content-Type: application/json'.",
            _ => $"The request was answered with {status}.",
        };
        return ErrorAnswer.For(status, message).WriteAsync(context);
    }

    [LoggerMessage(901, LogLevel.Warning, "A {Method} request could not be carried out.")]
    private partial void LogRefused(Exception exception, string method);

    [LoggerMessage(900, LogLevel.Error, "A {Method} request failed unexpectedly.")]
    private partial void LogFailed(Exception exception, string method);
}
