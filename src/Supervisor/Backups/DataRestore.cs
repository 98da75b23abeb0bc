using System.Globalization;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Backups;

/// <summary>Restores a backup into the data folder of a server that does not run: unpacked and verified beside the data first, then put in its place at once.</summary>
internal static class DataRestore
{
    /// <summary>Restores; what was restored.</summary>
    /// <param name="file">The backup.</param>
    /// <param name="path">The data folder, made when there is none.</param>
    /// <param name="keepsFormer">Whether data that is there may be put aside.</param>
    /// <param name="now">The time, for the name of what is put aside.</param>
    /// <exception cref="BackupRefusedException">The backup is not as it should be, or the folder is not empty; nothing was changed.</exception>
    /// <exception cref="StorageException">The folder cannot be used, or another supervisor has it.</exception>
    public static RestoreReport Run(string file, string path, bool keepsFormer, DateTimeOffset now)
    {
        using var archive = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var data = DataFolder.Open(path);
        try
        {
            var former = RestoredData.FormerIn(data.FolderPath);
            if (former.Count > 0 && !keepsFormer)
            {
                throw new BackupRefusedException($"The data folder {data.FolderPath} is not empty. Choose another by --Data:Path, or give --force to put aside what is there.");
            }

            var staging = data.PathOf(RestoredData.Staging);
            Remove(staging);
            try
            {
                PrivateFiles.CreateFolder(staging);
                var facts = new BackupReader(archive, staging).Unpack();
                var objects = Verify(staging, facts);
                OwnerOfFiles.Match(staging, data.FolderPath);
                FolderSync.FlushAll(staging);
                var aside = RestoredData.Aside + now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
                RestoredData.Place(data.FolderPath, aside);
                return new RestoreReport(facts, data.FolderPath, objects, former.Count > 0 ? aside : null);
            }
            finally
            {
                Remove(staging);
            }
        }
        catch (Exception e) when (DiskErrors.IsOne(e))
        {
            throw DiskErrors.Of(e, data.FolderPath);
        }
    }

    /// <summary>Whether the databases are whole, and what they name is there; how many objects there are.</summary>
    private static long Verify(string staging, BackupFacts facts)
    {
        foreach (var name in DatabaseFiles.Migrations.Keys)
        {
            var database = Path.Combine(staging, name);
            if (!File.Exists(database) || !facts.Schemas.TryGetValue(name, out var schema))
            {
                // A database that the program which made it did not have yet is made at the next start.
                if (File.Exists(database) != facts.Schemas.ContainsKey(name))
                {
                    throw new BackupRefusedException($"It is not complete: {name} is missing, or not announced.");
                }

                continue;
            }

            if (SqliteCopy.FaultOf(database, schema) is { } fault)
            {
                throw new BackupRefusedException($"It is damaged: {name} cannot be used ({fault}).");
            }
        }

        if (!File.Exists(Path.Combine(staging, DatabaseFiles.Definitions)))
        {
            throw new BackupRefusedException($"It is not complete: {DatabaseFiles.Definitions} is missing.");
        }

        return File.Exists(Path.Combine(staging, DatabaseFiles.Buckets)) ? CountContents(staging) : 0;
    }

    private static long CountContents(string staging)
    {
        var count = 0L;
        foreach (var content in SqliteCopy.ContentsIn(Path.Combine(staging, DatabaseFiles.Buckets)))
        {
            if (new FileInfo(Path.Combine(staging, BackupEntries.OfContent(content.Id))) is not { Exists: true, Length: var length } || length != content.Bytes)
            {
                throw new BackupRefusedException($"It is not complete: the content {content.Id} of an object is missing.");
            }

            count++;
        }

        return count;
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>What was restored.</summary>
/// <param name="Facts">What the backup says of itself.</param>
/// <param name="Folder">The data folder.</param>
/// <param name="Objects">How many objects there are.</param>
/// <param name="Aside">Name of the folder in it that has what was there before; null when nothing was.</param>
internal sealed record RestoreReport(BackupFacts Facts, string Folder, long Objects, string? Aside);
