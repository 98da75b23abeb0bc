using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>The one table from what files throw to what the rest of the program knows.</summary>
internal static class ContentFailures
{
    // What the framework tells of the system's own code, on Unix: no space left, and over the user's quota.
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>Whether an exception is a failure of files that nobody has named yet.</summary>
    public static bool IsOne(Exception exception) => exception is UnauthorizedAccessException or IOException and not StorageException;

    /// <summary>The failure to throw in the place of one.</summary>
    public static StorageException Of(Exception exception) => exception.HResult is NoSpace or OverQuota
        ? new(StorageFailure.Full, $"The disk under the objects is full: {exception.Message}", exception)
        : new(StorageFailure.Unavailable, $"The files of the objects cannot be used: {exception.Message}", exception);

    /// <summary>Does something with files.</summary>
    /// <exception cref="StorageException">It failed.</exception>
    public static void Wrapped(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (IsOne(e))
        {
            throw Of(e);
        }
    }
}
