using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Management;

/// <summary>Reads the JSON body of a request of this slice, which has a limit of its own.</summary>
internal static class JsonRequest
{
    /// <summary>The whole body; the caller disposes it.</summary>
    /// <exception cref="RefusedException">It is not said to be JSON, or too large.</exception>
    public static ValueTask<RequestBody> ReadJsonAsync(this HttpContext context) =>
        context.ReadJsonAsync(context.RequestServices.GetRequiredService<IOptionsMonitor<ManagementOptions>>().CurrentValue.MaxBodyBytes);
}
