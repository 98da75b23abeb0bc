using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Persistence;

/// <summary>
/// Copies of all databases as they were at one moment, in a folder that goes with it. All writers are held while that moment is marked: no copy knows of
/// anything that followed from what another one lacks.
/// </summary>
internal sealed class DataSnapshot : IDisposable
{
    /// <summary>The folder for copies in the data folder; what a crash leaves in it goes at the next start.</summary>
    public const string FolderName = "backing-up";

    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);

    private readonly string _folder;

    private DataSnapshot(string folder, IReadOnlyDictionary<string, long> schemas) => (_folder, Schemas) = (folder, schemas);

    /// <summary>How many migrations led to the schema of each file, by its name.</summary>
    public IReadOnlyDictionary<string, long> Schemas { get; }

    /// <summary>Takes one. There must be no other.</summary>
    /// <exception cref="StorageException">The disk has no room for the copies, or fails.</exception>
    public static async Task<DataSnapshot> TakeAsync(StorageFiles files, DataFolder data, CancellationToken cancellationToken)
    {
        var folder = data.PathOf(FolderName);
        var marks = new Dictionary<string, SqliteSnapshot>(StringComparer.Ordinal);
        try
        {
            DemandRoom(files, data);
            await MarkAsync(files, marks, cancellationToken);
            // On a thread of its own: one of the pool would be missed by the calls.
            await Task.Factory.StartNew(() => Copy(marks, folder), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return new DataSnapshot(folder, marks.ToDictionary(mark => mark.Key, mark => mark.Value.Schema, StringComparer.Ordinal));
        }
        catch
        {
            RemoveIn(folder);
            throw;
        }
        finally
        {
            foreach (var mark in marks.Values)
            {
                mark.Dispose();
            }
        }
    }

    /// <summary>Where the copy of a file is.</summary>
    public string PathOf(string fileName) => Path.Combine(_folder, fileName);

    /// <summary>The contents that its objects have.</summary>
    public IEnumerable<StoredContent> Contents() => SqliteCopy.ContentsIn(PathOf(DatabaseFiles.Buckets));

    /// <inheritdoc/>
    public void Dispose() => RemoveIn(_folder);

    private static void DemandRoom(StorageFiles files, DataFolder data)
    {
        // What is in the log of a file may be beyond the file's end.
        string[] all = [.. files.All.Select(file => file.File), .. files.All.Select(file => file.File + "-wal")];
        var needed = all.Select(file => new FileInfo(file)).Where(file => file.Exists).Sum(file => file.Length);
        var free = new DriveInfo(data.FolderPath).AvailableFreeSpace;
        if (free < needed)
        {
            throw new StorageException(
                StorageFailure.Full, $"A backup copies the databases before it sends them, which takes {needed} bytes; the disk under {data.FolderPath} has {free} left.");
        }
    }

    private static async Task MarkAsync(StorageFiles files, Dictionary<string, SqliteSnapshot> marks, CancellationToken cancellationToken)
    {
        var holds = new List<WriterHold>();
        try
        {
            foreach (var file in files.All)
            {
                holds.Add(await WriterHold.OfAsync(file, LongestHold, cancellationToken));
            }

            foreach (var file in files.All)
            {
                marks.Add(Path.GetFileName(file.File), SqliteSnapshot.Of(file.File));
            }
        }
        finally
        {
            holds.ForEach(hold => hold.Dispose());
        }
    }

    private static void Copy(Dictionary<string, SqliteSnapshot> marks, string folder)
    {
        try
        {
            RemoveIn(folder);
            PrivateFiles.CreateFolder(folder);
            foreach (var (name, mark) in marks)
            {
                mark.CopyTo(Path.Combine(folder, name));
            }
        }
        catch (Exception e) when (DiskErrors.IsOne(e))
        {
            throw DiskErrors.Of(e, folder);
        }
    }

    private static void RemoveIn(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (DiskErrors.IsOne(e))
        {
            // The next backup, or the next start, removes it.
        }
    }
}
