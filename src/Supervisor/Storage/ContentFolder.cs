using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>
/// The bytes of objects: a file for each content below <c>objects</c> in the data folder, called by a random id. Nothing that a caller says becomes part of
/// a path. A content is never changed: it is written aside, moved to its place when it is whole, and removed.
/// </summary>
internal sealed class ContentFolder(DataFolder data)
{
    private const string Incoming = "incoming";

    private readonly string _root = data.PathOf("objects");

    /// <summary>Contents that are being written or whose object is not on disk yet: no sweep touches them.</summary>
    private readonly ConcurrentDictionary<string, byte> _pending = new(StringComparer.Ordinal);

    /// <summary>The folders that the files are spread over by their first two digits, as far as they are known to be on disk.</summary>
    private readonly ConcurrentDictionary<string, byte> _shelves = new(StringComparer.Ordinal);

    /// <summary>Who wants every content to stay for now.</summary>
    private int _keepers;

    /// <summary>Whether contents stayed that were to be removed.</summary>
    private int _hasLeftovers;

    /// <summary>Makes the folder where there is none.</summary>
    /// <exception cref="StorageException">It cannot be made.</exception>
    public void Prepare() => ContentFailures.Wrapped(() =>
    {
        PrivateFiles.CreateFolder(_root);
        PrivateFiles.CreateFolder(Path.Combine(_root, Incoming));
        FolderSync.Flush(_root);
        FolderSync.Flush(data.FolderPath);
    });

    /// <summary>Begins a content; the caller disposes it.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public PendingContent Begin()
    {
        var id = ContentId.New();
        _pending.TryAdd(id, 0);
        try
        {
            return new PendingContent(this, id);
        }
        catch
        {
            Ended(id);
            throw;
        }
    }

    /// <summary>Where a content is while it is written.</summary>
    public string AsideOf(string contentId) => Path.Combine(_root, Incoming, contentId);

    /// <summary>Where a content belongs.</summary>
    public string PlaceOf(string contentId) => Path.Combine(ShelfOf(contentId), contentId);

    /// <summary>Makes the folder that a content belongs in, on disk too. Waits for the disk, the first time.</summary>
    public void MakeShelf(string contentId)
    {
        var shelf = ShelfOf(contentId);
        if (!_shelves.ContainsKey(shelf))
        {
            PrivateFiles.CreateFolder(shelf);
            FolderSync.Flush(_root);
            _shelves.TryAdd(shelf, 0);
        }
    }

    /// <summary>A content is no longer pending.</summary>
    public void Ended(string contentId) => _pending.TryRemove(contentId, out _);

    /// <summary>Opens a content; null when it is not there. Who has opened it reads it to its end, whatever becomes of it.</summary>
    /// <exception cref="StorageException">The disk fails.</exception>
    public SafeFileHandle? TryOpen(string contentId)
    {
        try
        {
            return File.OpenHandle(PlaceOf(contentId), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (ContentFailures.IsOne(e))
        {
            throw ContentFailures.Of(e);
        }
    }

    /// <summary>Every content that an object has now stays until <see cref="EndKeeping"/>, whatever becomes of the object.</summary>
    public void BeginKeeping() => Interlocked.Increment(ref _keepers);

    /// <summary>Contents go again when they are to.</summary>
    public void EndKeeping() => Interlocked.Decrement(ref _keepers);

    /// <summary>Whether contents stayed, and nobody wants them any more; says so once.</summary>
    public bool TakeLeftovers() => Volatile.Read(ref _keepers) == 0 && Interlocked.Exchange(ref _hasLeftovers, 0) == 1;

    /// <summary>How long the file of a content is; null when there is none.</summary>
    public long? LengthOf(string contentId) => new FileInfo(PlaceOf(contentId)) is { Exists: true, Length: var length } ? length : null;

    /// <summary>Removes contents that no object has any more, now or once nobody keeps them; those that are not there are no matter.</summary>
    /// <exception cref="StorageException">The disk fails.</exception>
    public void Remove(IEnumerable<string> contentIds) => ContentFailures.Wrapped(() =>
    {
        // What goes on now was forgotten by the database before: who keeps from now on has never heard of it.
        if (Volatile.Read(ref _keepers) > 0)
        {
            Volatile.Write(ref _hasLeftovers, 1);
            return;
        }

        foreach (var place in contentIds.Select(PlaceOf).Where(File.Exists))
        {
            File.Delete(place);
        }
    });

    /// <summary>Removes what uploads that never ended have left aside; how many files that were.</summary>
    public int RemoveUnfinished()
    {
        var removed = 0;
        ContentFailures.Wrapped(() =>
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(_root, Incoming)).Where(file => !IsPending(file)))
            {
                File.Delete(file);
                removed++;
            }
        });
        return removed;
    }

    /// <summary>
    /// The ids of contents in their places, in portions. One that is not pending by the time it is given belongs to an object by now or never will: whoever
    /// then looks for its object, and finds none, may remove it.
    /// </summary>
    public IEnumerable<string[]> ListSettled(int most) => Directory.EnumerateDirectories(_root)
        .Where(folder => !string.Equals(Path.GetFileName(folder), Incoming, StringComparison.Ordinal))
        .SelectMany(Directory.EnumerateFiles)
        .Where(file => ContentId.Is(Path.GetFileName(file)))
        .Chunk(most)
        .Select(files => files.Where(file => !IsPending(file)).Select(file => Path.GetFileName(file)).ToArray());

    /// <summary>What is free on the disk under it.</summary>
    public long FreeBytes() => new DriveInfo(_root).AvailableFreeSpace;

    private bool IsPending(string file) => _pending.ContainsKey(Path.GetFileName(file));

    private string ShelfOf(string contentId) => Path.Combine(_root, contentId[..2]);
}
