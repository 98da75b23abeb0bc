using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Runs one call of a function; what it may do and must not is written at <see cref="Invoker.InvokeAsync"/>.</summary>
internal delegate ValueTask<InvocationOutcome> InvokeFunction(
    DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft);

/// <summary>The way of an HTTP request to its function and back.</summary>
internal sealed class HttpTrigger(FunctionCatalog catalog, RunAccess access, RequestReader reader, ChainCheck chains, InvokeFunction invoke)
{
    private static readonly Refusal NotFound = new(StatusCodes.Status404NotFound, "There is no such function.");

    public async Task HandleAsync(HttpContext context)
    {
        var id = InvocationId.New();
        var idText = id.ToString();
        context.Response.Headers[AnswerHeaders.InvocationId] = idText;

        // 1. Which function, by which method, for whom, through which others?
        var refusal = Find(context, out var function);
        var (caller, denial) = refusal is null ? await access.AdmitAsync(context, function!) : default;
        var chain = CallChain.Outside;
        refusal ??= denial ?? chains.Check(context.Request.Headers, function!.Id, id, out chain);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal, idText);
            return;
        }

        // 2. Read the whole body; it is lent to the invoker until the outcome is there.
        using var body = await reader.ReadBodyAsync(context);

        // 3. What does the caller ask?
        if (reader.Read(context, function!, caller, body, out refusal) is not { } request)
        {
            await RefuseAsync(context, refusal!, idText);
            return;
        }

        // 4. Call it.
        var outcome = await invoke(function!, id, chain.Depth == 0 ? request : request with { Chain = chain }, context.RequestAborted);

        // 5. Answer.
        if (outcome is InvocationOutcome.Answered answered)
        {
            await AnswerWriter.WriteAsync(context, answered.Answer, answered.Stream, idText);
        }
        else if (outcome is not InvocationOutcome.CallerLeft)
        {
            var problem = OutcomeStatus.For(outcome, mayRead: caller?.May(KnownPermissions.ReadFunctions, function!.Id) == true);
            await AnswerWriter.RefuseAsync(context, problem.Status, problem.Message, problem.RetryAfter, idText);
        }
    }

    private Refusal? Find(HttpContext context, out DeployedFunction? function)
    {
        if (context.Request.RouteValues["id"] is not string functionId
            || !catalog.TryGet(functionId, out function)
            || !function.HasHttpTrigger)
        {
            function = null;
            return NotFound;
        }

        return MethodCheck.Check(function.Definition, context.Request.Method);
    }

    private static Task RefuseAsync(HttpContext context, Refusal refusal, string invocationId)
    {
        if (refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (refusal.Status == StatusCodes.Status413PayloadTooLarge)
        {
            // What is still on its way will not be read: the connection ends with this answer, instead of being reset under it.
            context.Response.Headers.Connection = "close";
        }

        if (refusal.Allow is not null)
        {
            context.Response.Headers.Allow = refusal.Allow;
        }

        return AnswerWriter.RefuseAsync(context, refusal.Status, refusal.Message, retryAfter: null, invocationId);
    }
}
