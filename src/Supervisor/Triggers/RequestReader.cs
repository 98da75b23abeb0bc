using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Traces;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Makes the call that a worker gets of an HTTP request.</summary>
internal sealed class RequestReader(IOptions<HttpOptions> options, TimeProvider time)
{
    private readonly int _maxBodyBytes = options.Value.MaxBodyBytes;
    private readonly RequestOrigin _origin = new();

    /// <summary>The refusal of a body that is larger than any function may get.</summary>
    public Refusal TooLarge { get; } = new(
        StatusCodes.Status413PayloadTooLarge, $"The body is larger than the limit of {options.Value.MaxBodyBytes} bytes.");

    /// <summary>Reads the body, when there is one.</summary>
    public ValueTask<RequestBody> ReadBodyAsync(HttpContext context) =>
        RequestBody.CanBeIn(context) ? RequestBody.ReadAsync(context, _maxBodyBytes) : default;

    /// <summary>The call, or why there is none.</summary>
    public InvokeRequest.Http? Read(HttpContext context, CalledFunction called, RequestBody body, out Refusal? refusal)
    {
        refusal = body.IsTooLarge ? TooLarge : null;
        if (refusal is not null
            || BodyReading.Classify(body.Bytes, context.Request.ContentType, out refusal) is not { } invokeBody)
        {
            return null;
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (RawTarget.Read(target, called.PrefixSegments) is not var (path, subpath))
        {
            refusal = new Refusal(StatusCodes.Status400BadRequest, RawTargetMessages.Climbs);
            return null;
        }

        var definition = called.Function.Definition;
        return new InvokeRequest.Http
        {
            Deadline = time.GetUtcNow().AddMilliseconds(definition.Limits.TimeoutMs),
            Identity = called.Caller?.Identity,
            Body = invokeBody,
            Method = context.Request.Method,
            Origin = _origin.Of(context.Request),
            Path = path,
            Subpath = subpath,
            Query = QueryOf(target),
            Headers = RequestHeaders.Visible(context.Request.Headers, definition.PassAllHeaders, hideAuthorization: !definition.AllowUnauthenticated),
            Ip = CallerAddress.Of(context),
            Trace = SentTrace.Of(context.Request.Headers),
        };
    }

    private static string QueryOf(string target)
    {
        var start = target.IndexOf('?', StringComparison.Ordinal);
        return start < 0 ? string.Empty : target[(start + 1)..];
    }
}

/// <summary>Which function is called, by whom, and how many segments of the path lead to it; the rest is its own.</summary>
internal readonly record struct CalledFunction(DeployedFunction Function, Caller? Caller, int PrefixSegments);
