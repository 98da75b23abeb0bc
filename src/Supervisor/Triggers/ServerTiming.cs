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

    /// <summary>Callers who may read the function.</summary>
    Readers,

    /// <summary>Everybody.</summary>
    Everybody,
}

/// <summary>Tells by <c>Server-Timing</c> how long a call waited for a worker, and how long its function took to answer.</summary>
internal sealed class ServerTiming(IOptions<HttpOptions> options)
{
    private readonly ServerTimingFor _told = options.Value.ServerTiming;

    /// <summary>Adds a line to the answer; one of the function's own stays.</summary>
    public void Tell(HttpResponse response, CallTimes times, Caller? caller, DeployedFunction function)
    {
        if (_told == ServerTimingFor.Everybody || (_told == ServerTimingFor.Readers && caller?.May(KnownPermissions.ReadFunctions, function.Id) == true))
        {
            response.Headers.Append("Server-Timing", Text(times));
        }
    }

    private static string Text(CallTimes times) => string.Create(
        CultureInfo.InvariantCulture,
        $"queue;dur={times.Waited.TotalMilliseconds:0.###}{(times.WasCold ? ";desc=\"cold\"" : "")}, function;dur={times.Ran.TotalMilliseconds:0.###}");
}
