namespace MolnOS.Sandbox.Persistence;

/// <summary>The one table from the system's error codes, as the framework passes them on, to what stored data is unreachable by.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int OverQuota = 122;

    /// <summary>What an error code of the system means.</summary>
    public static StorageFailure KindOf(int error) => error switch
    {
        NoSpace or OverQuota => StorageFailure.Full,
        ReadOnlyFileSystem => StorageFailure.ReadOnly,
        _ => StorageFailure.Unavailable,
    };

    /// <summary>Whether an exception is a failure of files that nobody has named yet.</summary>
    public static bool IsOne(Exception exception) => exception is UnauthorizedAccessException or IOException and not StorageException;

    /// <summary>The failure to throw in the place of one.</summary>
    /// <param name="exception">What files threw.</param>
    /// <param name="what">Which files, for the operator.</param>
    public static StorageException Of(Exception exception, string what) => KindOf(exception.HResult) switch
    {
        StorageFailure.Full => new(StorageFailure.Full, $"The disk under {what} is full: {exception.Message}", exception),
        StorageFailure.ReadOnly => new(StorageFailure.ReadOnly, $"The disk under {what} is read-only: {exception.Message}", exception),
        var kind => new(kind, $"{what} cannot be used: {exception.Message}", exception),
    };
}
