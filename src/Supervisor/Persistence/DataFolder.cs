namespace MolnOS.Sandbox.Persistence;

/// <summary>The folder that holds everything that must survive, locked for this process as long as it is open.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>The file that tells that a supervisor has the folder.</summary>
    public const string LockName = "molnos.lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream heldLock)
    {
        FolderPath = path;
        _lock = heldLock;
    }

    /// <summary>Full path of the folder.</summary>
    public string FolderPath { get; }

    /// <summary>Makes the folder when there is none, and locks it.</summary>
    /// <exception cref="StorageException">It cannot be made, or another supervisor has it.</exception>
    public static DataFolder Open(string path)
    {
        var folder = Path.GetFullPath(path);
        try
        {
            PrivateFiles.CreateFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(StorageFailure.Unavailable, $"The data folder {folder} cannot be made: {e.Message}", e);
        }

        var data = new DataFolder(folder, Lock(folder));
        try
        {
            Settle(data);
            return data;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Full path of a file in the folder.</summary>
    public string PathOf(string fileName) => Path.Combine(FolderPath, fileName);

    /// <summary>Lets another supervisor have the folder.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>Brings to an end what whoever had the folder before did not.</summary>
    private static void Settle(DataFolder data)
    {
        try
        {
            RestoredData.Finish(data.FolderPath);
            if (Directory.Exists(data.PathOf(DataSnapshot.FolderName)))
            {
                Directory.Delete(data.PathOf(DataSnapshot.FolderName), recursive: true);
            }
        }
        catch (Exception e) when (DiskErrors.IsOne(e))
        {
            throw DiskErrors.Of(e, data.FolderPath);
        }
    }

    private static FileStream Lock(string folder)
    {
        try
        {
            // The lock is the kernel's and goes with the process, however that ends; the file itself stays.
            return new FileStream(Path.Combine(folder, LockName), PrivateFiles.Options(FileMode.OpenOrCreate));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(StorageFailure.Unavailable, $"The data folder {folder} cannot be written: {e.Message}", e);
        }
        catch (IOException e) when (DiskErrors.KindOf(e.HResult) != StorageFailure.Unavailable)
        {
            throw DiskErrors.Of(e, $"the data folder {folder}");
        }
        catch (IOException e)
        {
            throw new StorageException(
                StorageFailure.InUse, $"Another supervisor uses the data folder {folder}. Stop it, or set Data:Path to another folder.", e);
        }
    }
}
