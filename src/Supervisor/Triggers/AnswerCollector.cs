using System.Buffers;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Makes the answer of an invoked function whole, a streamed one too, and gives it as the result of <c>functions.invoke</c>.</summary>
internal sealed class AnswerCollector
{
    /// <summary>Bytes of one streamed answer.</summary>
    public const int MostStreamBytes = 8 * 1024 * 1024;

    /// <summary>Bytes of all streamed answers that are being collected.</summary>
    public const long MostBytesAtOnce = 128 * 1024 * 1024;

    private long _bytes;

    /// <summary>What the calling function gets: an answer whatever its status, or a rejection where there is nothing that answers.</summary>
    public async ValueTask<BindingResult> CollectAsync(InvocationOutcome outcome, InvocationId id, CancellationToken invocationEnded)
    {
        switch (outcome)
        {
            case InvocationOutcome.Answered { Stream: null } answered:
                return AnswerJson.Result(answered.Answer, answered.Answer.Body, id);
            case InvocationOutcome.Answered { Stream: { } stream } answered:
                await using (stream)
                {
                    return await ReadAsync(answered.Answer, stream, id, invocationEnded);
                }

            case InvocationOutcome.Gone:
                return new BindingResult.Failed(BindingCodes.NotFound, "The function was removed while the call waited.");
            case InvocationOutcome.CallerLeft:
                return BindingGate.Ended;
            default:
                // A function may not read another: it gets what a stranger gets.
                var problem = OutcomeStatus.For(outcome, mayRead: false);
                return AnswerJson.Refusal(problem.Status, problem.Message, id, problem.RetryAfter is { } wait ? ("retry-after", ErrorAnswers.RetryAfter(wait)) : null);
        }
    }

    private async ValueTask<BindingResult> ReadAsync(InvokeAnswer answer, AnswerStream stream, InvocationId id, CancellationToken invocationEnded)
    {
        var body = new ArrayBufferWriter<byte>();
        try
        {
            while (await stream.ReadAsync(invocationEnded) is { } chunk)
            {
                if (body.WrittenCount + chunk.Length > MostStreamBytes)
                {
                    return new BindingResult.Failed(BindingCodes.LimitExceeded, $"The streamed answer is larger than {MostStreamBytes} bytes, which invoke can collect.");
                }

                body.Write(chunk.Span);
                if (Interlocked.Add(ref _bytes, chunk.Length) > MostBytesAtOnce)
                {
                    return new BindingResult.Failed(BindingCodes.Unavailable, "Too many large answers are being collected at once. Try again.");
                }
            }

            return AnswerJson.Result(answer, body.WrittenMemory, id);
        }
        catch (IOException)
        {
            return new BindingResult.Failed(BindingCodes.Unavailable, "The function's streamed answer broke off midway; its log may say why.");
        }
        finally
        {
            Interlocked.Add(ref _bytes, -body.WrittenCount);
        }
    }
}
