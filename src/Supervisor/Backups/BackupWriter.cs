using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Backups;

/// <summary>Writes a prepared backup as a tar archive: the facts, the databases, the key of the secrets, the contents of objects, the sums.</summary>
internal sealed class BackupWriter(PreparedBackup backup, ContentFolder contents)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes all of it. An archive without its last entry, the sums, is none.</summary>
    /// <exception cref="StorageException">A file cannot be read.</exception>
    public async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        // In a file, since there may be millions.
        await using var sums = new FileStream(backup.Snapshot.PathOf(BackupEntries.Sums), PrivateFiles.Options(FileMode.CreateNew));
        await using var archive = new TarWriter(target, TarEntryFormat.Gnu, leaveOpen: true);
        var facts = backup.Snapshot.PathOf(BackupEntries.Facts);
        await File.WriteAllBytesAsync(facts, JsonSerializer.SerializeToUtf8Bytes(backup.Facts, BackupJson.Default.BackupFacts), cancellationToken);
        await AddAsync(archive, sums, BackupEntries.Facts, Open(facts), cancellationToken);
        foreach (var name in backup.Facts.Schemas.Keys)
        {
            await AddAsync(archive, sums, name, Open(backup.Snapshot.PathOf(name)), cancellationToken);
        }

        if (backup.SecretsKey is { } key)
        {
            await AddAsync(archive, sums, SecretKey.FileName, Open(key), cancellationToken);
        }

        foreach (var content in backup.Snapshot.Contents())
        {
            await AddAsync(archive, sums, BackupEntries.OfContent(content.Id), Open(contents.PlaceOf(content.Id)), cancellationToken);
        }

        sums.Position = 0;
        await archive.WriteEntryAsync(Entry(BackupEntries.Sums, sums), cancellationToken);
    }

    private async Task AddAsync(TarWriter archive, FileStream sums, string name, FileStream file, CancellationToken cancellationToken)
    {
        await using var hashed = new HashedFile(file);
        await archive.WriteEntryAsync(Entry(name, hashed), cancellationToken);
        await sums.WriteAsync(Encoding.UTF8.GetBytes(BackupEntries.SumLine(hashed.TakeHash(), name)), cancellationToken);
    }

    private GnuTarEntry Entry(string name, Stream data) =>
        new(TarEntryType.RegularFile, name) { DataStream = data, Mode = OwnerOnly, ModificationTime = backup.Facts.CreatedAt };

    private static FileStream Open(string file) =>
        new(file, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0, Options = FileOptions.SequentialScan });
}
