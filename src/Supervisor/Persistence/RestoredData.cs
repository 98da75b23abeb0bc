using System.Text;

namespace MolnOS.Sandbox.Persistence;

/// <summary>
/// Puts a restored data folder in its place, all or nothing. It is prepared in <see cref="Staging"/>; what was there before goes into a folder beside it. A
/// journal is on disk before the first file is moved, so that whatever interrupts it, the next to lock the folder brings it to its end.
/// </summary>
internal static class RestoredData
{
    /// <summary>Where a restore prepares what is to be in the data folder.</summary>
    public const string Staging = "restoring";

    /// <summary>What the folders begin with that keep what was there before.</summary>
    public const string Aside = "before-restore-";

    private const string Journal = "restoring.journal";

    /// <summary>What lies in a data folder for anybody but a restore: what a restore must not write over.</summary>
    public static IReadOnlyList<string> FormerIn(string folder) =>
    [
        .. Directory.EnumerateFileSystemEntries(folder).Select(entry => Path.GetFileName(entry))
            .Where(name => name is not (DataFolder.LockName or Staging or Journal or "lost+found") && !name.StartsWith(Aside, StringComparison.Ordinal)),
    ];

    /// <summary>Decides: from here on the staged data is the data, even if the machine stops. It must be on disk.</summary>
    /// <param name="folder">The data folder, locked.</param>
    /// <param name="aside">Name of the folder for what was there before.</param>
    public static void Place(string folder, string aside)
    {
        var former = FormerIn(folder);
        if (former.Count > 0)
        {
            PrivateFiles.CreateFolder(Path.Combine(folder, aside));
        }

        var draft = Path.Combine(folder, Staging, Journal);
        using (var file = new FileStream(draft, PrivateFiles.Options(FileMode.Create)))
        {
            file.Write(Encoding.UTF8.GetBytes(string.Join('\n', former.Prepend(aside))));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, Path.Combine(folder, Journal));
        FolderSync.Flush(folder);
        Finish(folder);
    }

    /// <summary>Brings what was decided to its end; nothing where nothing was. Whoever does it has locked the folder.</summary>
    public static void Finish(string folder)
    {
        var journal = Path.Combine(folder, Journal);
        if (!File.Exists(journal))
        {
            return;
        }

        var lines = File.ReadAllLines(journal);
        var aside = Path.Combine(folder, lines[0]);
        foreach (var name in lines[1..])
        {
            // One of that name that is aside already has gone in an earlier attempt: what has its name now is new.
            if (!Path.Exists(Path.Combine(aside, name)) && Path.Exists(Path.Combine(folder, name)))
            {
                Directory.Move(Path.Combine(folder, name), Path.Combine(aside, name));
            }
        }

        FolderSync.Flush(folder);
        var staging = Path.Combine(folder, Staging);
        if (Directory.Exists(staging))
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(staging).ToList())
            {
                Directory.Move(entry, Path.Combine(folder, Path.GetFileName(entry)));
            }

            Directory.Delete(staging);
        }

        FolderSync.Flush(folder);
        File.Delete(journal);
        FolderSync.Flush(folder);
    }
}
