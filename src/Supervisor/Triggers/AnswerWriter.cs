using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Sends what came of a call to its caller.</summary>
internal static class AnswerWriter
{
    /// <summary>Sends a function's answer; its stream is read to the end, or cancelled.</summary>
    public static async Task WriteAsync(HttpContext context, InvokeAnswer answer, AnswerStream? stream, string invocationId)
    {
        if (!AnswerHeaders.TryApply(context.Response, answer))
        {
            await RefuseHeadersAsync(context, stream, invocationId);
            return;
        }

        var hasBody = answer.Status is not (204 or 205 or 304) && answer.BodyType != AnswerBodyType.None;
        if (stream is not null)
        {
            await using (stream)
            {
                if (hasBody && !HttpMethods.IsHead(context.Request.Method))
                {
                    await CopyAsync(context, stream);
                }
            }

            return;
        }

        if (answer.Status is not (204 or 304))
        {
            context.Response.ContentLength = hasBody ? answer.Body.Length : 0;
        }

        if (hasBody && !HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.BodyWriter.WriteAsync(answer.Body, context.RequestAborted);
        }
    }

    /// <summary>Sends an error of the platform's.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string message, TimeSpan? retryAfter, string invocationId)
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ErrorAnswers.RetryAfter(wait);
        }

        return ErrorAnswer.For(status, message, invocationId).WriteAsync(context);
    }

    private static async Task RefuseHeadersAsync(HttpContext context, AnswerStream? stream, string invocationId)
    {
        if (stream is not null)
        {
            await stream.DisposeAsync();
        }

        context.Response.Clear();
        context.Response.Headers[AnswerHeaders.InvocationId] = invocationId;
        var problem = OutcomeStatus.For(new InvocationOutcome.Unusable("a header's name or value cannot be sent."), mayRead: false);
        await RefuseAsync(context, problem.Status, problem.Message, problem.RetryAfter, invocationId);
    }

    private static async Task CopyAsync(HttpContext context, AnswerStream stream)
    {
        try
        {
            await context.Response.StartAsync(context.RequestAborted);
            while (await stream.ReadAsync(context.RequestAborted) is { } chunk)
            {
                await context.Response.BodyWriter.WriteAsync(chunk, context.RequestAborted);
            }
        }
        catch (IOException)
        {
            // Cut off, so that nobody takes half an answer for a whole one.
            context.Abort();
        }
    }
}
