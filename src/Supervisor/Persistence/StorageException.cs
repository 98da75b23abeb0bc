namespace MolnOS.Sandbox.Persistence;

/// <summary>Why stored data cannot be reached.</summary>
internal enum StorageFailure
{
    /// <summary>Locked, or the disk fails; may pass (503).</summary>
    Unavailable,

    /// <summary>The disk or the file's quota is full (507).</summary>
    Full,

    /// <summary>The disk takes no writes (503); reading goes on.</summary>
    ReadOnly,

    /// <summary>The file is not what the program wrote (503, and an administrator is needed).</summary>
    Damaged,

    /// <summary>Another supervisor has the data folder (at start only).</summary>
    InUse,

    /// <summary>A newer program wrote it (at start only).</summary>
    TooNew,
}

/// <summary>Stored data cannot be read or written. The message is for the operator: it may name paths of the host.</summary>
internal sealed class StorageException : IOException
{
    public StorageException(StorageFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    /// <summary>What kind of failure.</summary>
    public StorageFailure Failure { get; }

    /// <summary>A sentence for callers, which tells nothing of the host.</summary>
    public string PublicMessage => Failure switch
    {
        StorageFailure.Full => "The server's disk is full, so nothing was changed. Reading goes on; try again once its administrator has made room.",
        StorageFailure.ReadOnly => "The server's disk is read-only at the moment, so nothing was changed. Reading goes on; its administrator must look at it.",
        StorageFailure.Damaged => "The server's storage is damaged; its administrator must look at it.",
        StorageFailure.Unavailable or StorageFailure.InUse or StorageFailure.TooNew => "The server's storage cannot be reached at the moment.",
    };
}
