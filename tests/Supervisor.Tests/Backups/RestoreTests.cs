using System.Text;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Backups;

/// <summary>A restore changes a data folder as a whole or not at all.</summary>
public sealed class RestoreTests(BackupRig rig) : IClassFixture<BackupRig>
{
    [Fact]
    public async Task A_folder_with_data_is_refused_and_stays_as_it_is()
    {
        var folder = rig.NewPath();
        var archive = await rig.TakeAsync();
        rig.Restore(archive, folder);
        var before = BackupRig.FilesOf(folder);

        var restoring = () => rig.Restore(archive, folder);

        restoring.Should().Throw<BackupRefusedException>().WithMessage("*is not empty*--force*");
        BackupRig.FilesOf(folder).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task By_force_what_was_there_is_put_aside_whole()
    {
        var folder = rig.NewPath();
        rig.Restore(await rig.TakeAsync(), folder);
        File.WriteAllText(Path.Combine(folder, "admin.token"), "old");
        var before = BackupRig.FilesOf(folder);

        var report = rig.Restore(await rig.TakeAsync(), folder, keepsFormer: true);

        BackupRig.FilesOf(Path.Combine(folder, report.Aside!)).Should().BeEquivalentTo(before);
        File.Exists(Path.Combine(folder, "admin.token")).Should().BeFalse();
        File.Exists(Path.Combine(folder, "molnos.db")).Should().BeTrue();
        Directory.Exists(Path.Combine(folder, RestoredData.Staging)).Should().BeFalse();
    }

    [Fact]
    public async Task A_folder_that_a_server_has_is_refused()
    {
        var archive = await rig.TakeAsync();

        var restoring = () => rig.Restore(archive, rig.Front.DataPath, keepsFormer: true);

        restoring.Should().Throw<StorageException>().Where(refused => refused.Failure == StorageFailure.InUse);
    }

    [Fact]
    public async Task A_backup_that_was_cut_off_anywhere_is_refused_and_nothing_is_changed()
    {
        var archive = await rig.TakeAsync();
        var folder = rig.NewPath();
        Directory.CreateDirectory(folder);
        var lengths = Enumerable.Range(0, 40).Select(n => (int)((long)archive.Length * n / 40)).Append(archive.Length - 1100);

        foreach (var length in lengths)
        {
            var restoring = () => rig.Restore(archive[..length], folder);
            restoring.Should().Throw<BackupRefusedException>($"{length} of {archive.Length} bytes are there");
        }

        BackupRig.FilesOf(folder).Should().BeEmpty();
    }

    [Fact]
    public async Task A_backup_with_one_changed_bit_is_refused()
    {
        var archive = await rig.TakeAsync();
        var folder = rig.NewPath();
        // All content of data matters; what stands in heads beside name and size is nobody's.
        var random = new Random(7);
        var changed = 0;
        while (changed < 40)
        {
            var at = random.Next(512, archive.Length - 2048);
            var copy = (byte[])archive.Clone();
            copy[at] ^= (byte)(1 << random.Next(8));
            if (IsPadding(archive, at))
            {
                continue;
            }

            var restoring = () => rig.Restore(copy, folder);
            restoring.Should().Throw<BackupRefusedException>($"byte {at} is another");
            changed++;
        }

        BackupRig.FilesOf(folder).Should().BeEmpty();
    }

    [Theory]
    [InlineData("\"formatVersion\": 1", "\"formatVersion\": 2")]
    [InlineData("\"storage.db\": 1", "\"storage.db\": 9")]
    [InlineData("\"tables.db\"", "\"futur.db2\"")]
    public async Task A_backup_of_a_newer_program_is_refused_by_name(string known, string newer)
    {
        var archive = Replaced(await rig.TakeAsync(), known, newer);

        var restoring = () => rig.Restore(archive, rig.NewPath());

        restoring.Should().Throw<BackupRefusedException>().WithMessage("*made by a newer version of the program (*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_restore_that_was_interrupted_once_it_was_decided_is_brought_to_its_end_by_who_opens_the_folder_next(int moves)
    {
        using var folder = new TemporaryFolder();
        string[] old = ["a.db", "b.db", "objects"];
        var staging = Directory.CreateDirectory(folder.PathOf(RestoredData.Staging)).FullName;
        var aside = Directory.CreateDirectory(folder.PathOf(RestoredData.Aside + "1")).FullName;
        foreach (var name in old)
        {
            File.WriteAllText(folder.PathOf(name), "old");
            File.WriteAllText(Path.Combine(staging, name), "new");
        }

        File.WriteAllText(folder.PathOf("restoring.journal"), string.Join('\n', old.Prepend(RestoredData.Aside + "1")));
        foreach (var (from, to) in old.Select(name => (folder.PathOf(name), Path.Combine(aside, name)))
            .Concat(old.Select(name => (Path.Combine(staging, name), folder.PathOf(name)))).Take(moves))
        {
            File.Move(from, to);
        }

        DataFolder.Open(folder.FolderPath).Dispose();

        old.Select(name => File.ReadAllText(folder.PathOf(name))).Should().AllBe("new");
        old.Select(name => File.ReadAllText(Path.Combine(aside, name))).Should().AllBe("old");
        Directory.Exists(staging).Should().BeFalse();
        File.Exists(folder.PathOf("restoring.journal")).Should().BeFalse();
    }

    [Fact]
    public void A_restore_that_was_interrupted_before_it_was_decided_changed_nothing()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf("molnos.db"), "old");
        Directory.CreateDirectory(folder.PathOf(RestoredData.Staging));
        File.WriteAllText(folder.PathOf($"{RestoredData.Staging}/molnos.db"), "half");

        DataFolder.Open(folder.FolderPath).Dispose();

        File.ReadAllText(folder.PathOf("molnos.db")).Should().Be("old");
    }

    private static bool IsPadding(byte[] archive, int at)
    {
        // Between the end of a content and the next head; found by walking the heads.
        for (var head = 0; head + TarHead.BlockBytes <= archive.Length;)
        {
            var block = archive.AsSpan(head, TarHead.BlockBytes);
            if (!block.ContainsAnyExcept((byte)0))
            {
                return true;
            }

            var entry = TarHead.Parse(block);
            var end = head + TarHead.BlockBytes + entry.Bytes;
            if (at < end + entry.Padding)
            {
                return at >= end;
            }

            head = (int)(end + entry.Padding);
        }

        return true;
    }

    private static byte[] Replaced(byte[] archive, string known, string by)
    {
        known.Length.Should().Be(by.Length);
        var at = archive.AsSpan().IndexOf(Encoding.UTF8.GetBytes(known));
        at.Should().BePositive();
        Encoding.UTF8.GetBytes(by).CopyTo(archive, at);
        return archive;
    }
}
