using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Cors;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Runs one call of a function; what it may do and must not is written at <see cref="Invoker.InvokeAsync"/>.</summary>
internal delegate ValueTask<InvocationOutcome> InvokeFunction(
    DeployedFunction function, InvocationId id, InvokeRequest request, CancellationToken callerLeft);

/// <summary>The way of an HTTP request to its function and back.</summary>
internal sealed class HttpTrigger(FunctionCatalog catalog, CallAdmission admission, RequestReader reader, InvokeFunction invoke, ServerTiming timing)
{
    /// <summary>What a page may do where neither the function nor its rules name methods.</summary>
    private static readonly string[] s_usualMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    private static readonly Refusal NotFound = new(StatusCodes.Status404NotFound, "There is no such function.");

    public async Task HandleAsync(HttpContext context, FunctionAddress address)
    {
        var id = InvocationId.New();
        var idText = id.ToString();
        context.Response.Headers[AnswerHeaders.InvocationId] = idText;

        // 1. Which function, by which method, for whom, how often, through which others? Who only asks whether a page may call it hears that here.
        var function = Find(address);
        if (function?.Definition.Cors is { } cors && await AnswersPageAsync(context, function, cors))
        {
            return;
        }

        var (caller, chain, refusal) = function is null ? new Admission(NotFound) : await admission.AdmitAsync(context, function, address, id);
        if (refusal is not null)
        {
            await RefuseAsync(context, refusal, idText);
            return;
        }

        // 2. Read the whole body; it is lent to the invoker until the outcome is there.
        using var body = await reader.ReadBodyAsync(context);

        // 3. What does the caller ask?
        if (reader.Read(context, new CalledFunction(function!, caller, address.PrefixSegments), body, out refusal) is not { } request)
        {
            await RefuseAsync(context, refusal!, idText);
            return;
        }

        // 4. Call it.
        var outcome = await invoke(function!, id, chain.Depth == 0 ? request : request with { Chain = chain }, context.RequestAborted);

        // 5. Answer.
        await AnswerAsync(context, outcome, caller, function!);
    }

    private async Task AnswerAsync(HttpContext context, InvocationOutcome outcome, Caller? caller, DeployedFunction function)
    {
        var id = context.Response.Headers[AnswerHeaders.InvocationId].ToString();
        if (outcome is InvocationOutcome.Answered answered)
        {
            timing.Tell(context, answered.Times, caller, function);
            await AnswerWriter.WriteAsync(context, answered.Answer, answered.Stream, id);
        }
        else if (outcome is not InvocationOutcome.CallerLeft)
        {
            var problem = OutcomeStatus.For(outcome, mayRead: caller?.May(KnownPermissions.ReadFunctions, function.Id) == true);
            await AnswerWriter.RefuseAsync(context, problem.Status, problem.Message, problem.RetryAfter, id);
        }
    }

    private DeployedFunction? Find(FunctionAddress address) => address.TryFind(catalog, out var function) && function.HasHttpTrigger ? function : null;

    /// <summary>Marks the answer for the page that asks; true when that was all it asked for.</summary>
    private static async ValueTask<bool> AnswersPageAsync(HttpContext context, DeployedFunction function, FunctionCors cors)
    {
        if (!CorsPreflight.Is(context.Request))
        {
            CorsAnswer.Mark(context, cors);
            return false;
        }

        context.Response.Headers.Remove(AnswerHeaders.InvocationId);
        await CorsPreflight.AnswerAsync(context, cors, function.Definition.Methods ?? s_usualMethods);
        return true;
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

        return AnswerWriter.RefuseAsync(context, refusal.Status, refusal.Message, refusal.RetryAfter, invocationId);
    }
}
