using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>The one table from what files throw to what the rest of the program knows.</summary>
internal static class ContentFailures
{
    /// <inheritdoc cref="DiskErrors.IsOne"/>
    public static bool IsOne(Exception exception) => DiskErrors.IsOne(exception);

    /// <summary>The failure to throw in the place of one.</summary>
    public static StorageException Of(Exception exception) => DiskErrors.Of(exception, "the files of the objects");

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
