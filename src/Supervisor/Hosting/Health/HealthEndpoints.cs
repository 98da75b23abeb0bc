using System.Text.Json;

namespace MolnOS.Sandbox.Hosting.Health;

/// <summary><c>/health</c> (the process answers) and <c>/health/ready</c> (calls can be served).</summary>
internal static partial class HealthEndpoints
{
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Load balancers like to ask by HEAD.</summary>
    private static readonly string[] Probed = [HttpMethods.Get, HttpMethods.Head];
    private static readonly byte[] Ok = "OK"u8.ToArray();

    public static IEndpointConventionBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health");
        group.MapMethods("/", Probed, static async context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.ContentLength = Ok.Length;
            await context.Response.BodyWriter.WriteAsync(Ok, context.RequestAborted);
        });
        group.MapMethods("/ready", Probed, AnswerReadinessAsync);
        return group;
    }

    private static async Task AnswerReadinessAsync(HttpContext context)
    {
        var checks = new List<ReadinessCheck>();
        foreach (var probe in context.RequestServices.GetServices<ReadinessProbe>())
        {
            checks.Add(await CheckAsync(probe, context));
        }

        var answer = ReadinessAnswer.Of(context.RequestServices.GetService<IsolationReport>(), checks);
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, ReadinessJson.Default.ReadinessAnswer);
        context.Response.StatusCode = answer.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task<ReadinessCheck> CheckAsync(ReadinessProbe probe, HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(ProbeLimit);
        try
        {
            var (isReady, detail) = await probe.Check(limit.Token).AsTask().WaitAsync(limit.Token);
            return new ReadinessCheck(probe.Name, isReady, detail);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The exception's own text may hold a path of the host: it goes to the log alone.
            LogProbeFailed(context.RequestServices.GetRequiredService<ILogger<ReadinessProbe>>(), exception, probe.Name);
            return new ReadinessCheck(probe.Name, false, "the check failed");
        }
    }

    [LoggerMessage(910, LogLevel.Warning, "The readiness check {Name} failed.")]
    private static partial void LogProbeFailed(ILogger logger, Exception exception, string name);
}
