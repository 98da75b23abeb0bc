using System.Security.Cryptography;
using System.Text.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Backups;

/// <summary>Unpacks a backup into an empty folder, and believes nothing that it says: names, sizes, order and sums are held to what a backup has.</summary>
internal sealed class BackupReader(Stream archive, string folder)
{
    private const int MostFactsBytes = 64 * 1024;
    private const int CopiedAtOnce = 256 * 1024;

    private readonly byte[] _buffer = new byte[CopiedAtOnce];

    /// <summary>Unpacks all of it; what it says of itself.</summary>
    /// <exception cref="BackupRefusedException">It is damaged, incomplete, newer than this program, or no backup.</exception>
    public BackupFacts Unpack()
    {
        var first = NextHead();
        if (first is not { Name: BackupEntries.Facts, Bytes: <= MostFactsBytes })
        {
            throw new BackupRefusedException("It is no backup of this program: it does not begin with backup.json.");
        }

        // Kept aside from the data, in the order of the archive: there may be millions.
        var seen = Path.Combine(folder, BackupEntries.Sums + ".seen");
        BackupFacts facts;
        using (var sums = new StreamWriter(seen))
        {
            sums.Write(BackupEntries.SumLine(Take(first.Value, BackupEntries.Facts), BackupEntries.Facts));
            facts = ReadFacts();
            while (NextHead() is { } head)
            {
                if (head.Name is BackupEntries.Sums)
                {
                    sums.Close();
                    Take(head, BackupEntries.Sums);
                    Compare(seen);
                    DemandEnd();
                    return facts;
                }

                if (!BackupEntries.IsData(head.Name))
                {
                    throw new BackupRefusedException("It has an entry by a name that no backup has.");
                }

                sums.Write(BackupEntries.SumLine(Take(head, head.Name), head.Name));
            }
        }

        throw new BackupRefusedException("It is not complete: its last entry, SHA256SUMS, is missing.");
    }

    private TarHead? NextHead()
    {
        Span<byte> block = stackalloc byte[TarHead.BlockBytes];
        Fill(block);
        if (!block.ContainsAnyExcept((byte)0))
        {
            return null;
        }

        var head = TarHead.Parse(block);
        return head.Bytes >= 0 && head.Bytes <= archive.Length - archive.Position ? head : throw CutOff();
    }

    /// <summary>Writes the content of an entry into the folder; its hash.</summary>
    private byte[] Take(TarHead head, string name)
    {
        var place = Path.Combine(folder, name);
        if (Path.Exists(place))
        {
            throw new BackupRefusedException($"It has the entry {name} twice.");
        }

        PrivateFiles.CreateFolder(Path.GetDirectoryName(place)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = new FileStream(place, PrivateFiles.Options(FileMode.CreateNew)))
        {
            for (var left = head.Bytes; left > 0;)
            {
                var part = _buffer.AsSpan(0, (int)Math.Min(left, _buffer.Length));
                Fill(part);
                hash.AppendData(part);
                file.Write(part);
                left -= part.Length;
            }
        }

        Fill(_buffer.AsSpan(0, head.Padding));
        return hash.GetHashAndReset();
    }

    private BackupFacts ReadFacts()
    {
        var file = Path.Combine(folder, BackupEntries.Facts);
        var bytes = File.ReadAllBytes(file);
        File.Delete(file);
        DemandFormat(bytes);
        try
        {
            var facts = JsonSerializer.Deserialize(bytes, BackupJson.Default.BackupFacts) ?? throw NoFacts();
            foreach (var (name, schema) in facts.Schemas)
            {
                if (!DatabaseFiles.Migrations.TryGetValue(name, out var known) || schema > known.Count)
                {
                    throw Newer(facts.Program);
                }
            }

            return facts;
        }
        catch (JsonException)
        {
            throw NoFacts();
        }
    }

    /// <summary>First of all: what a newer program writes may look like nothing we know.</summary>
    private static void DemandFormat(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var facts = document.RootElement;
            if (!facts.GetProperty("format").ValueEquals(BackupFacts.FormatName))
            {
                throw NoFacts();
            }

            if (facts.GetProperty("formatVersion").GetInt32() > BackupFacts.NewestFormat)
            {
                throw Newer(facts.GetProperty("program").GetString());
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NoFacts();
        }
    }

    private void Compare(string seen)
    {
        using (var ours = new StreamReader(seen))
        using (var theirs = new StreamReader(Path.Combine(folder, BackupEntries.Sums)))
        {
            while (ours.ReadLine() is { } line)
            {
                if (!string.Equals(theirs.ReadLine(), line, StringComparison.Ordinal))
                {
                    throw new BackupRefusedException($"It is damaged: {line.Split("  ")[^1]} is not what was backed up.");
                }
            }

            if (theirs.Read() >= 0)
            {
                throw new BackupRefusedException("It is not complete: SHA256SUMS names more files than there are.");
            }
        }

        File.Delete(seen);
        File.Delete(Path.Combine(folder, BackupEntries.Sums));
    }

    private void DemandEnd()
    {
        if (NextHead() is not null)
        {
            throw new BackupRefusedException("It has entries behind its last one, SHA256SUMS.");
        }
    }

    private void Fill(Span<byte> buffer)
    {
        if (archive.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) < buffer.Length)
        {
            throw CutOff();
        }
    }

    private static BackupRefusedException CutOff() => new("It is not complete: it was cut off.");

    private static BackupRefusedException NoFacts() => new("It is no backup of this program: backup.json in it says something else.");

    private static BackupRefusedException Newer(string? program) => new(
        $"It was made by a newer version of the program ({(program is { Length: < 64 } ? program : "unknown")}). Install that version, and restore with it.");
}
