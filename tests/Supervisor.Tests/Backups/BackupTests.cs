using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Backups;

/// <summary><c>POST /backup</c> gives everything that must survive, as of one moment, while the server goes on.</summary>
public sealed class BackupTests(BackupRig rig) : IClassFixture<BackupRig>
{
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_is_a_tar_with_every_database_of_the_data_folder_each_object_and_their_sums()
    {
        var entries = Read(await rig.TakeAsync());

        var databases = Directory.GetFiles(rig.Front.DataPath, "*.db").Select(Path.GetFileName).ToList();
        databases.Should().HaveCountGreaterThan(5);
        entries.Keys.Should().Contain(databases).And.Contain("secrets.key");
        entries.Keys.First().Should().Be("backup.json");
        entries.Keys.Last().Should().Be("SHA256SUMS");
        entries.Where(entry => entry.Key.StartsWith("objects/", StringComparison.Ordinal)).Select(entry => Encoding.UTF8.GetString(entry.Value)).Should().Contain(BackupRig.Content);
        Encoding.UTF8.GetString(entries["SHA256SUMS"]).Should().Be(string.Concat(
            entries.SkipLast(1).Select(entry => $"{Convert.ToHexStringLower(SHA256.HashData(entry.Value))}  {entry.Key}\n")));
        var facts = JsonNode.Parse(entries["backup.json"])!;
        facts["format"]!.GetValue<string>().Should().Be("molnos-backup");
        facts["schemas"]!.AsObject().ToDictionary(schema => schema.Key, schema => schema.Value!.GetValue<int>())
            .Should().Equal(DatabaseFiles.Migrations.ToDictionary(known => known.Key, known => known.Value.Count));
    }

    [Fact]
    public async Task It_has_no_key_of_the_administrator_and_the_key_of_the_secrets_unless_it_is_left_out()
    {
        var with = Read(await rig.TakeAsync());
        var without = Read(await rig.TakeAsync("?withoutSecretsKey=true"));

        with.Keys.Should().Contain("secrets.key").And.NotContain("admin.token");
        without.Keys.Should().NotContain("secrets.key").And.NotContain("admin.token");
        JsonNode.Parse(without["backup.json"])!["hasSecretsKey"]!.GetValue<bool>().Should().BeFalse();
    }

    [Fact]
    public async Task What_is_restored_is_what_was_there()
    {
        var folder = rig.NewPath();

        var report = rig.Restore(await rig.TakeAsync(), folder);

        report.Objects.Should().BeGreaterThan(0);
        report.Aside.Should().BeNull();
        await using var app = SupervisorHost.Build(["--Data:Path", folder, "--port", "0"]);
        var tables = app.Services.GetRequiredService<ITableStore>();
        (await tables.FindAsync("t", "k", CancellationToken.None)).Should().NotBeNull();
        (await app.Services.GetRequiredService<IFunctionStore>().LoadCurrentAsync(CancellationToken.None)).Should().ContainSingle(function => function.Name == "kept");
        var opened = await app.Services.GetRequiredService<ObjectShelf>().OpenAsync("b", "o", CancellationToken.None);
        using var content = opened.Should().BeOfType<OpenOutcome.Opened>().Which.Object;
    }

    [Fact]
    public async Task An_object_that_is_removed_while_a_backup_is_sent_is_in_it_all_the_same_and_goes_afterwards()
    {
        await rig.DoAsync("PUT", "/storage/buckets/b/objects", """{"key":"passing","content":"soon gone"}""");
        using var archive = new MemoryStream();
        var contents = rig.Front.Services.GetRequiredService<ContentFolder>();
        var files = Directory.GetFiles(Path.Combine(rig.Front.DataPath, "objects"), "*", SearchOption.AllDirectories).Length;

        using (var prepared = await rig.Desk.PrepareAsync(withSecretsKey: true, CancellationToken.None))
        {
            await rig.DoAsync("DELETE", "/storage/buckets/b/objects", """{"key":"passing"}""");
            await new BackupWriter(prepared, contents).WriteAsync(archive, CancellationToken.None);
        }

        Read(archive.ToArray()).Values.Select(Encoding.UTF8.GetString).Should().Contain("soon gone");
        await Eventually.HoldsAsync(
            () => Task.FromResult(Directory.GetFiles(Path.Combine(rig.Front.DataPath, "objects"), "*", SearchOption.AllDirectories).Length < files), s_soon, "its file goes");
        rig.Restore(archive.ToArray(), rig.NewPath()).Objects.Should().BeGreaterThan(0);
    }

    [Fact]
    public async Task Its_databases_are_of_one_moment()
    {
        // Each write follows from the one before it, which is in another file.
        var tables = rig.Front.Services.GetRequiredService<ITableStore>();
        var settings = rig.Front.Services.GetRequiredService<ISettingStore>();
        using var stop = new CancellationTokenSource();
        var writes = Task.Run(async () =>
        {
            for (var n = 1; !stop.IsCancellationRequested; n++)
            {
                await rig.DoAsync("POST", "/databases/write", $$"""{"tableName":"first","key":"n","value":{{n}}}""");
                await settings.WriteAsync("second", $"{n}", CancellationToken.None);
            }
        });
        await Eventually.HoldsAsync(async () => await tables.FindAsync("first", "n", CancellationToken.None) is not null, s_soon, "writes go on");

        for (var round = 0; round < 5; round++)
        {
            var folder = rig.NewPath();
            rig.Restore(await rig.TakeAsync(), folder);

            var (first, second) = await ReadBothAsync(folder);
            second.Should().BeInRange(first - 1, first, "the second is written after the first, and the first anew after the second");
        }

        await stop.CancelAsync();
        await writes;
    }

    [Fact]
    public async Task One_is_taken_at_a_time()
    {
        using var prepared = await rig.Desk.PrepareAsync(withSecretsKey: true, CancellationToken.None);

        using var second = await rig.Front.SendAsync("POST", "/backup");

        second.StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await FrontHost.MessageOfErrorAsync(second)).Should().Contain("being taken");
    }

    [Fact]
    public async Task One_that_was_given_up_leaves_no_copy_and_makes_room_for_the_next()
    {
        using (await rig.Desk.PrepareAsync(withSecretsKey: true, CancellationToken.None))
        {
            Directory.Exists(Path.Combine(rig.Front.DataPath, DataSnapshot.FolderName)).Should().BeTrue();
        }

        Directory.Exists(Path.Combine(rig.Front.DataPath, DataSnapshot.FolderName)).Should().BeFalse();
        (await rig.TakeAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task None_is_taken_that_would_lack_an_object()
    {
        await rig.DoAsync("PUT", "/storage/buckets/b/objects", """{"key":"broken","content":"it will lose its file"}""");
        var file = Directory.GetFiles(Path.Combine(rig.Front.DataPath, "objects"), "*", SearchOption.AllDirectories).Single(path => File.ReadAllText(path).StartsWith("it will lose", StringComparison.Ordinal));
        File.Delete(file);

        var taking = () => rig.Desk.PrepareAsync(withSecretsKey: true, CancellationToken.None);

        (await taking.Should().ThrowAsync<RefusedException>()).Which.Status.Should().Be(503);
        await rig.DoAsync("DELETE", "/storage/buckets/b/objects", """{"key":"broken"}""");
        (await rig.TakeAsync()).Should().NotBeEmpty();
    }

    [Fact]
    public async Task Only_who_may_take_backups_gets_one()
    {
        var reader = await rig.Front.KeyOfAsync("functions.*");

        using var refused = await rig.Front.SendAsync("POST", "/backup", token: reader);

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await FrontHost.MessageOfErrorAsync(refused)).Should().Contain("backups.create");
    }

    /// <summary>Read by the framework's own reader, which knows nothing of ours.</summary>
    private static Dictionary<string, byte[]> Read(byte[] archive)
    {
        using var reader = new TarReader(new MemoryStream(archive));
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (reader.GetNextEntry() is { } entry)
        {
            entry.EntryType.Should().Be(TarEntryType.RegularFile);
            entry.Mode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add(entry.Name, content.ToArray());
        }

        return entries;
    }

    private static async Task<(int First, int Second)> ReadBothAsync(string folder)
    {
        await using var app = SupervisorHost.Build(["--Data:Path", folder, "--port", "0"]);
        var first = await app.Services.GetRequiredService<ITableStore>().FindAsync("first", "n", CancellationToken.None);
        var second = await app.Services.GetRequiredService<ISettingStore>().ReadAsync("second", CancellationToken.None);
        return (int.Parse(Encoding.UTF8.GetString(first!.Value.Span)), int.Parse(second ?? "0"));
    }
}
