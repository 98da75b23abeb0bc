using Microsoft.AspNetCore.Http.Features;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Triggers;

/// <summary>Refuses request targets that climb out of a function, before anything is routed.</summary>
internal static class TargetGuard
{
    public static void UseTargetGuard(this IApplicationBuilder app) => app.Use(static next => context =>
        RawTarget.IsSafe(context.Features.Get<IHttpRequestFeature>()!.RawTarget)
            ? next(context)
            : ErrorAnswer.For(400, RawTargetMessages.Climbs).WriteAsync(context));
}

/// <summary>What callers are told about targets.</summary>
internal static class RawTargetMessages
{
    public const string Climbs = "The path may not leave its function by '.' and '..' segments.";
}
