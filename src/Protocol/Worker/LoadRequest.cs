namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>What a <c>load</c> request carries: one version of one function.</summary>
public sealed record LoadRequest
{
    /// <summary>Id of the function.</summary>
    public required string FunctionId { get; init; }

    /// <summary>Its name.</summary>
    public required string FunctionName { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>Its environment, secrets in the clear.</summary>
    public required IReadOnlyDictionary<string, string> Env { get; init; }

    /// <summary>Milliseconds a call may take.</summary>
    public required int TimeoutMs { get; init; }

    /// <summary>MiB the worker may use.</summary>
    public required int MemoryMb { get; init; }

    /// <summary>Calls at once.</summary>
    public required int Concurrency { get; init; }

    /// <summary>Longest line the supervisor takes and sends.</summary>
    public required int MaxFrameBytes { get; init; }

    /// <summary>Bytes of log lines a second, beyond which the worker drops them.</summary>
    public required int LogBytesPerSecond { get; init; }

    /// <summary>Names of the services that it is bound to.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>V8's code cache of this source from an earlier load; null or empty for none.</summary>
    public ReadOnlyMemory<byte>? CodeCache { get; init; }

    /// <summary>The source text.</summary>
    public required string Source { get; init; }
}
