using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Triggers;

/// <summary>The step where every route to a function ends, in process: the built-in one, and those that administrators made.</summary>
internal sealed partial class FunctionRouteStep(HttpTrigger trigger, TriggerMetrics metrics, ILogger<FunctionRouteStep> logger)
{
    public async Task HandleAsync(HttpContext context, FunctionAddress address)
    {
        var began = metrics.Began();
        try
        {
            await trigger.HandleAsync(context, address);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, id => ErrorAnswer.ForUnreadable(exception, id));
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException && context.RequestAborted.IsCancellationRequested)
        {
            // The caller left: nobody reads an answer.
        }
        catch (Exception exception)
        {
            await FailAsync(context, exception);
        }
        finally
        {
            metrics.Ended(began, context.Response.StatusCode);
        }
    }

    private async Task FailAsync(HttpContext context, Exception exception)
    {
        LogFailed(exception);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await AnswerAsync(context, static id => ErrorAnswer.For(StatusCodes.Status500InternalServerError, "Something went wrong in the server; its log has the details.", id));
    }

    private static Task AnswerAsync(HttpContext context, Func<string, ErrorAnswer> answer)
    {
        var invocationId = context.Response.Headers[AnswerHeaders.InvocationId];
        context.Response.Clear();
        context.Response.Headers[AnswerHeaders.InvocationId] = invocationId;
        return answer(invocationId.ToString()).WriteAsync(context);
    }

    [LoggerMessage(100, LogLevel.Error, "A request to a function failed unexpectedly.")]
    private partial void LogFailed(Exception exception);
}
