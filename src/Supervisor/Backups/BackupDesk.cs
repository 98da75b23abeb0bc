using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Backups;

/// <summary>
/// Prepares backups, one at a time. From before the databases are looked at until the backup is sent, no content of an object is removed: what they name is
/// there.
/// </summary>
internal sealed partial class BackupDesk(StorageFiles files, DataFolder data, ContentFolder contents, TimeProvider time, ILogger<BackupDesk> logger)
{
    private int _isTaken;

    /// <summary>Prepares one, of everything acknowledged by now.</summary>
    /// <exception cref="RefusedException">Another is being taken, or an object has lost its content.</exception>
    /// <exception cref="StorageException">The disk has no room for the copies of the databases, or fails.</exception>
    public async Task<PreparedBackup> PrepareAsync(bool withSecretsKey, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 1)
        {
            throw new RefusedException(StatusCodes.Status409Conflict, "A backup is being taken already. Wait for its end.");
        }

        contents.BeginKeeping();
        DataSnapshot? snapshot = null;
        try
        {
            var began = time.GetUtcNow();
            snapshot = await DataSnapshot.TakeAsync(files, data, cancellationToken);
            await Task.Factory.StartNew(() => DemandContents(snapshot), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            var key = withSecretsKey && File.Exists(data.PathOf(SecretKey.FileName)) ? data.PathOf(SecretKey.FileName) : null;
            return new PreparedBackup(FactsOf(snapshot, began, key is not null), snapshot, key, End);
        }
        catch
        {
            snapshot?.Dispose();
            End();
            throw;
        }
    }

    private static BackupFacts FactsOf(DataSnapshot snapshot, DateTimeOffset began, bool hasSecretsKey) => new()
    {
        Format = BackupFacts.FormatName,
        FormatVersion = BackupFacts.NewestFormat,
        Program = typeof(BackupDesk).Assembly.GetName().Version!.ToString(3),
        CreatedAt = began,
        HasSecretsKey = hasSecretsKey,
        Schemas = snapshot.Schemas,
    };

    /// <summary>A backup that lacks something must not pass for one: better none, and somebody who knows.</summary>
    private void DemandContents(DataSnapshot snapshot)
    {
        var missing = snapshot.Contents().Where(content => contents.LengthOf(content.Id) != content.Bytes).Take(1).ToList();
        if (missing is [var first])
        {
            LogMissing(first.Id);
            throw new RefusedException(
                StatusCodes.Status503ServiceUnavailable, "An object has lost its content on the disk, so no backup can be whole. The server's log names it: put it back or remove the object.");
        }
    }

    private void End()
    {
        contents.EndKeeping();
        Volatile.Write(ref _isTaken, 0);
    }

    [LoggerMessage(910, LogLevel.Error, "No backup was taken: the file {Content} below objects in the data folder is not what was stored. A GET of its object is answered with 503.")]
    private partial void LogMissing(string content);
}
