namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>Why an invocation is cancelled.</summary>
public enum CancelReason
{
    /// <summary>Its time limit passed.</summary>
    Timeout,

    /// <summary>Its caller went away.</summary>
    Disconnected,

    /// <summary>The supervisor is stopping.</summary>
    Stopping,
}
