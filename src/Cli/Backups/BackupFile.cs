using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Backups;

/// <summary>The file of a backup, for its owner alone: it has its name once it is whole and on disk, and is gone when it never was.</summary>
internal sealed class BackupFile : IDisposable
{
    private readonly string _draft;
    private bool _isKept;

    private BackupFile(string path, FileStream content) => (FullPath, _draft, Content) = (path, content.Name, content);

    public string FullPath { get; }

    /// <summary>What takes the bytes.</summary>
    public FileStream Content { get; }

    /// <summary>Begins one.</summary>
    /// <exception cref="CommandFailedException">There is such a file already, or it cannot be written.</exception>
    public static BackupFile Begin(string file)
    {
        var path = Path.GetFullPath(file);
        if (Path.Exists(path))
        {
            throw Taken(path);
        }

        try
        {
            return new BackupFile(path, new FileStream($"{path}.{Path.GetRandomFileName()}.partial", new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"{path} cannot be written: {e.Message}");
        }
    }

    /// <summary>Brings it to the disk and gives it its name; how long it is.</summary>
    /// <exception cref="CommandFailedException">Another file has that name by now, or the disk fails.</exception>
    public long Keep()
    {
        try
        {
            Content.Flush(flushToDisk: true);
            var bytes = Content.Length;
            Content.Dispose();
            File.Move(_draft, FullPath, overwrite: false);
            _isKept = true;
            return bytes;
        }
        catch (IOException) when (Path.Exists(FullPath))
        {
            throw Taken(FullPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"{FullPath} cannot be written: {e.Message}");
        }
    }

    public void Dispose()
    {
        Content.Dispose();
        if (!_isKept)
        {
            File.Delete(_draft);
        }
    }

    private static CommandFailedException Taken(string path) =>
        CommandFailedException.WrongUsage($"{path} is there already, and no backup is written over another file.", "Choose another name.");
}
