using System.Globalization;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Who is told how long a call took, and with what.</summary>
internal enum ServerTimingFor
{
    /// <summary>Nobody: durations tell a stranger about others' load.</summary>
    Nobody,

    /// <summary>Callers who may read the function, where they ask by <c>x-molnos-timing</c>.</summary>
    Asking,

    /// <summary>Callers who may read the function.</summary>
    Readers,

    /// <summary>Everybody.</summary>
    Everybody,
}

/// <summary>Tells by <c>Server-Timing</c> how long a call waited for a worker, how long its function took to answer, and services in that.</summary>
internal sealed class ServerTiming(IOptions<HttpOptions> options)
{
    /// <summary>The header, of any value, by which a caller asks.</summary>
    public const string Asked = "x-molnos-timing";

    private readonly ServerTimingFor _told = options.Value.ServerTiming;

    /// <summary>Adds a line to the answer; one of the function's own stays.</summary>
    public void Tell(HttpContext context, CallTimes times, Caller? caller, DeployedFunction function)
    {
        if (_told switch
        {
            ServerTimingFor.Everybody => true,
            ServerTimingFor.Readers => MayRead(caller, function),
            ServerTimingFor.Asking => context.Request.Headers.ContainsKey(Asked) && MayRead(caller, function),
            _ => false,
        })
        {
            context.Response.Headers.Append("Server-Timing", Text(times));
        }
    }

    private static bool MayRead(Caller? caller, DeployedFunction function) => caller?.May(KnownPermissions.ReadFunctions, function.Id) == true;

    private static string Text(CallTimes times) => string.Create(
        CultureInfo.InvariantCulture,
        $"queue;dur={times.Waited.TotalMilliseconds:0.###}{(times.WasCold ? ";desc=\"cold\"" : "")}, function;dur={times.Ran.TotalMilliseconds:0.###}{(times.Bound is { } bound ? $", bindings;dur={bound.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture)}" : "")}");
}
