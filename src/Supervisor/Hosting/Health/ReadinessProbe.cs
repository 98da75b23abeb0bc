namespace MolnOS.Sandbox.Hosting.Health;

/// <summary>One thing the supervisor needs to serve; slices register theirs as singletons.</summary>
/// <param name="Name">Short name, such as <c>store</c>.</param>
/// <param name="Check">Looks, quickly.</param>
internal sealed record ReadinessProbe(string Name, Func<CancellationToken, ValueTask<Readiness>> Check);

/// <summary>What a probe found.</summary>
/// <param name="IsReady">Whether calls can be served.</param>
/// <param name="Detail">What was seen, for people; no path, no token.</param>
internal readonly record struct Readiness(bool IsReady, string? Detail = null);
