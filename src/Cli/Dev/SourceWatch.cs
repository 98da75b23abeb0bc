using System.Threading.Channels;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary>Tells when one of a set of files is saved, by whatever means: written in place, or replaced by a new file.</summary>
internal sealed class SourceWatch : IDisposable
{
    // An editor saves in several steps; what comes within this time is one save.
    private static readonly TimeSpan _quiet = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, FileSystemWatcher> _folders = new(StringComparer.Ordinal);
    // One sign is enough, however many saves it stands for.
    private readonly Channel<bool> _saved = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>Watches these files from now on. One that was saved after <paramref name="readAt"/> counts as saved now.</summary>
    public void Watch(IEnumerable<string> files, DateTime readAt)
    {
        _files = new HashSet<string>(files, StringComparer.Ordinal);
        foreach (var folder in _files.Select(file => Path.GetDirectoryName(file)!).Where(Directory.Exists).Distinct(StringComparer.Ordinal))
        {
            if (!_folders.ContainsKey(folder))
            {
                _folders[folder] = Open(folder);
            }
        }

        if (_files.Any(file => File.GetLastWriteTimeUtc(file) > readAt))
        {
            _saved.Writer.TryWrite(true);
        }
    }

    /// <summary>Returns once a file was saved and is at rest.</summary>
    public async Task SavedAsync(CancellationToken cancellationToken)
    {
        do
        {
            await _saved.Reader.ReadAsync(cancellationToken);
            await Task.Delay(_quiet, cancellationToken);
        }
        while (_saved.Reader.TryPeek(out _));
    }

    public void Dispose()
    {
        foreach (var folder in _folders.Values)
        {
            folder.Dispose();
        }
    }

    private FileSystemWatcher Open(string folder)
    {
        var watcher = new FileSystemWatcher(folder)
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
        };
        watcher.Changed += (_, change) => See(change.FullPath);
        watcher.Created += (_, change) => See(change.FullPath);
        watcher.Renamed += (_, change) => See(change.FullPath);
        watcher.EnableRaisingEvents = true;
        return watcher;
    }

    private void See(string path)
    {
        if (_files.Contains(path))
        {
            _saved.Writer.TryWrite(true);
        }
    }
}
