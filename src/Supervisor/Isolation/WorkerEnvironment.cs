namespace MolnOS.Sandbox.Isolation;

/// <summary>The whole environment that node is started with; a function's own variables come over the wire.</summary>
internal static class WorkerEnvironment
{
    /// <summary>Names and values.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["NODE_ENV"] = "production",
        ["LANG"] = "C.UTF-8",
        ["TZ"] = "UTC",
        ["UV_THREADPOOL_SIZE"] = "1",
    };
}
