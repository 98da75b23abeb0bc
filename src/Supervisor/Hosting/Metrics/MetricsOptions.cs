namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>Who may read <c>/metrics</c>.</summary>
internal sealed class MetricsOptions
{
    /// <summary>Whether no token is needed.</summary>
    public bool Public { get; set; }
}
