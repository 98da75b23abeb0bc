using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Management;

/// <summary>A function's log as server-sent events, one JSON object each, until the reader leaves or the server stops.</summary>
internal sealed class LogStream(FunctionLog log, FunctionLogQuery query) : IResult
{
    /// <summary>Keeps proxies from closing a quiet connection, and tells us of readers who are gone.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    private static readonly byte[] HeartbeatBytes = ": heartbeat\n\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var lifetime = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        var time = httpContext.RequestServices.GetRequiredService<TimeProvider>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, lifetime.ApplicationStopping);

        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            await httpContext.Response.BodyWriter.FlushAsync(ended.Token);
            await foreach (var bytes in EventsAsync(time, ended))
            {
                await httpContext.Response.BodyWriter.WriteAsync(bytes, ended.Token);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // Left, or stopping: the stream just ends.
        }
    }

    private async IAsyncEnumerable<byte[]> EventsAsync(TimeProvider time, CancellationTokenSource ended)
    {
        await using var lines = log.FollowAsync(query, ended.Token).GetAsyncEnumerator(ended.Token);
        var next = lines.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                if (!await ComesSoonAsync(next, time, ended.Token))
                {
                    yield return HeartbeatBytes;
                    continue;
                }

                if (!await next)
                {
                    yield break;
                }

                yield return EventOf(lines.Current);
                next = lines.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // The enumerator may only go once it rests.
            await ended.CancelAsync();
            await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private static async Task<bool> ComesSoonAsync(Task<bool> next, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(Heartbeat, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static byte[] EventOf(FunctionLogLine line)
    {
        var json = JsonSerializer.Serialize(FunctionLogEndpoints.View(line), ManagementJson.Default.LogLineView);
        return Encoding.UTF8.GetBytes($"data: {json}\n\n");
    }
}
