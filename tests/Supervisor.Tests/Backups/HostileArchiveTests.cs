using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Backups;

/// <summary>An archive that somebody made to do harm leads nowhere: it is refused, and nothing is written but into the folder that is thrown away.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private const string Facts = """{"format":"molnos-backup","formatVersion":1,"program":"0.1.0","createdAt":"2026-01-01T00:00:00Z","hasSecretsKey":false,"schemas":{"molnos.db":1}}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../outside")]
    [InlineData("objects/../../outside")]
    [InlineData("/tmp/outside")]
    [InlineData("objects/ab/../../../../outside")]
    [InlineData("./molnos.db")]
    [InlineData("molnos.db/")]
    [InlineData("admin.token")]
    [InlineData("molnos.lock")]
    [InlineData("restoring.journal")]
    [InlineData("objects/ab/cdefcdefcdefcdefcdefcdefcdefcdef")]
    [InlineData("objects/ab/ABcdefcdefcdefcdefcdefcdefcdefcd")]
    public void A_name_that_no_backup_has_is_refused(string name) => Refuse("*by a name that no backup has*", (TarEntryType.RegularFile, name, "x"));

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Directory)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void What_is_no_file_is_refused(TarEntryType kind) => Refuse("*an entry that is no file*", (kind, "molnos.db", ""));

    [Fact]
    public void A_long_name_by_an_entry_of_its_own_is_refused() =>
        Refuse("*an entry that is no file*", (TarEntryType.RegularFile, new string('a', 200), "x"));

    [Fact]
    public void Attributes_by_an_entry_of_their_own_are_refused()
    {
        var archive = Archive(TarEntryFormat.Pax, (TarEntryType.RegularFile, "backup.json", Facts));

        Restoring(archive).Should().Throw<BackupRefusedException>();
    }

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(1L << 62)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    public void An_entry_that_claims_more_than_there_is_is_refused_before_anything_is_written(long claimed)
    {
        var archive = Archive(TarEntryFormat.Gnu, (TarEntryType.RegularFile, "backup.json", Facts), (TarEntryType.RegularFile, "molnos.db", "x"));
        var head = archive.AsSpan(1024, 512);
        head.Slice(124, 12).Clear();
        head[124] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(head[128..], claimed);
        SetSum(head);

        Restoring(archive).Should().Throw<BackupRefusedException>().WithMessage("*cut off*");
    }

    [Fact]
    public void The_same_name_twice_is_refused() =>
        Refuse("*twice*", (TarEntryType.RegularFile, "molnos.db", "x"), (TarEntryType.RegularFile, "molnos.db", "y"));

    [Fact]
    public void A_database_that_is_none_is_refused_even_if_its_sum_is_right()
    {
        var sums = BackupEntries.SumLine(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Facts)), "backup.json")
            + BackupEntries.SumLine(System.Security.Cryptography.SHA256.HashData("not a database"u8), "molnos.db");

        Refuse("*molnos.db cannot be used*", (TarEntryType.RegularFile, "molnos.db", "not a database"), (TarEntryType.RegularFile, "SHA256SUMS", sums));
    }

    [Fact]
    public void Entries_behind_the_sums_are_refused()
    {
        var sums = BackupEntries.SumLine(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Facts)), "backup.json");

        Refuse("*behind its last one*", (TarEntryType.RegularFile, "SHA256SUMS", sums), (TarEntryType.RegularFile, "molnos.db", "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a tar at all")]
    [InlineData("[]")]
    public void What_is_no_archive_is_refused(string text) => Restoring(Encoding.UTF8.GetBytes(text.PadRight(2048, 'x'))).Should().Throw<BackupRefusedException>();

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"other\",\"formatVersion\":1}")]
    [InlineData("{\"format\":\"molnos-backup\",\"formatVersion\":1,\"unknown\":true}")]
    [InlineData("{\"format\":\"molnos-backup\",\"formatVersion\":\"1\"}")]
    public void Facts_that_say_something_else_are_refused(string facts) =>
        Restoring(Archive(TarEntryFormat.Gnu, (TarEntryType.RegularFile, "backup.json", facts))).Should().Throw<BackupRefusedException>().WithMessage("*backup.json in it says something else*");

    private void Refuse(string reason, params (TarEntryType Kind, string Name, string Content)[] entries) =>
        Restoring(Archive(TarEntryFormat.Gnu, [(TarEntryType.RegularFile, "backup.json", Facts), .. entries])).Should().Throw<BackupRefusedException>().WithMessage(reason);

    private Action Restoring(byte[] archive) => () =>
    {
        var file = _folder.PathOf("hostile.tar");
        File.WriteAllBytes(file, archive);
        try
        {
            DataRestore.Run(file, _folder.PathOf("data"), keepsFormer: false, DateTimeOffset.UnixEpoch);
        }
        finally
        {
            BackupRig.FilesOf(_folder.FolderPath).Keys.Should().Equal("hostile.tar");
        }
    };

    private static byte[] Archive(TarEntryFormat format, params (TarEntryType Kind, string Name, string Content)[] entries)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            foreach (var (kind, name, content) in entries)
            {
                TarEntry entry = format == TarEntryFormat.Pax ? new PaxTarEntry(kind, name, new Dictionary<string, string> { ["comment"] = "x" }) : new GnuTarEntry(kind, name);
                if (kind == TarEntryType.RegularFile)
                {
                    entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content));
                }
                else if (kind is TarEntryType.SymbolicLink or TarEntryType.HardLink)
                {
                    entry.LinkName = "/etc/passwd";
                }

                writer.WriteEntry(entry);
            }
        }

        return archive.ToArray();
    }

    private static void SetSum(Span<byte> head)
    {
        head.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in head)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(head[148..]);
    }
}
