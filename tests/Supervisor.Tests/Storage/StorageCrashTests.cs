using System.Text;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>The server may end between any two steps: what is there then is whole, and what is left over goes with the next start.</summary>
public sealed class StorageCrashTests : IDisposable
{
    private readonly ShelfRig _rig = new();

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [InlineData("while the bytes are written")]
    [InlineData("before they are at their place")]
    [InlineData("before an object has them")]
    [InlineData("before the old bytes are removed")]
    public async Task An_end_between_two_steps_leaves_one_of_the_two_objects_and_no_other_file(string moment)
    {
        await _rig.PutAsync("k", "old");
        await _rig.PutAsync("other", "other");

        await PutUntilAsync(moment);
        _rig.Restart();

        var expected = moment == "before the old bytes are removed" ? "new and longer" : "old";
        (await _rig.ReadAsync("k")).Should().Be(expected, "it is seen whole before anything is swept");
        _rig.Files.Should().HaveCount(3);
        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(1);
        (await _rig.ReadAsync("k")).Should().Be(expected);
        (await _rig.ReadAsync("other")).Should().Be("other");
        _rig.Files.Should().HaveCount(2);
        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(0);
    }

    [Fact]
    public async Task An_end_during_the_sweep_of_a_removed_bucket_leaves_no_file_in_the_end()
    {
        for (var n = 0; n < 3; n++)
        {
            await _rig.PutAsync($"{n}", "x");
        }

        await _rig.Store.RemoveBucketAsync("b", evenWithObjects: true, None);
        (await _rig.Store.SweepStepAsync(None)).Should().HaveCount(3);
        _rig.Restart();

        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(3);
        _rig.Files.Should().BeEmpty();
    }

    [Fact]
    public async Task A_removed_buckets_files_go_with_the_sweep()
    {
        await _rig.PutAsync("k", "x");
        using var reader = await _rig.OpenAsync("k");
        await _rig.Store.RemoveBucketAsync("b", evenWithObjects: true, None);

        await _rig.Upkeep.SweepAsync(None);

        _rig.Files.Should().BeEmpty();
        (await ShelfRig.ReadAsync(reader)).Should().Be("x");
        (await _rig.Store.ReadTotalsAsync(None)).Should().Be(new StoredTotals(0, 0, 0));
    }

    [Fact]
    public async Task A_search_for_leftovers_touches_nothing_that_is_under_way()
    {
        using var mayRead = new SemaphoreSlim(0);
        using var mayCommit = new ManualResetEventSlim();
        using var isCommitting = new ManualResetEventSlim();
        var looks = 0;
        var slow = _rig.Shelf.PutAsync(ShelfRig.Draft("slow"), Slowly(mayRead, "slow"), None);
        var settled = _rig.Shelf.PutAsync(ShelfRig.Draft("settled") with { May = HoldTheCommit }, ShelfRig.Text("settled"), None);
        isCommitting.Wait(TimeSpan.FromSeconds(30)).Should().BeTrue();
        _rig.Files.Should().HaveCount(2);

        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(0);
        mayCommit.Set();
        mayRead.Release();

        (await slow).Should().BeOfType<PutOutcome.Stored>();
        (await settled).Should().BeOfType<PutOutcome.Stored>();
        (await _rig.ReadAsync("slow"), await _rig.ReadAsync("settled")).Should().Be(("slow", "settled"));
        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(0);

        bool HoldTheCommit(StoredObject? found)
        {
            if (Interlocked.Increment(ref looks) == 2)
            {
                isCommitting.Set();
                mayCommit.Wait(TimeSpan.FromSeconds(30));
            }

            return true;
        }
    }

    [Fact]
    public async Task Files_that_are_no_contents_are_left_alone()
    {
        var note = Path.Combine(Directory.CreateDirectory(Path.Combine(_rig.Root, "00")).FullName, "README");
        await File.WriteAllTextAsync(note, "mine");

        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(0);

        File.Exists(note).Should().BeTrue();
    }

    [Fact]
    public async Task A_full_database_leaves_the_old_object_and_no_file_of_the_new()
    {
        await _rig.PutAsync("k", "old");
        await _rig.Database.WriteAsync(session => session.Execute("PRAGMA max_page_count = 1"), None);

        var put = () => _rig.Shelf.PutAsync(new ObjectDraft("b", new string('k', 1000), new string('t', 100_000)), ShelfRig.Text("new"), None);

        (await put.Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Full);
        (await _rig.ReadAsync("k")).Should().Be("old");
        _rig.Files.Should().ContainSingle();
    }

    [Fact]
    public async Task A_content_whose_commit_failed_in_doubt_stays_until_the_next_start_knows()
    {
        var isFirst = true;
        ValueTask<int> CloseTheFile(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (!isFirst)
            {
                _rig.Database.Dispose();
            }

            var count = isFirst ? 1 : 0;
            isFirst = false;
            return new(count);
        }

        var put = () => _rig.Shelf.PutAsync(ShelfRig.Draft("k"), CloseTheFile, None);

        (await put.Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Unavailable);
        _rig.Files.Should().ContainSingle();
        _rig.Contents.ListSettled(10).SelectMany(ids => ids).Should().BeEmpty("no sweep of this process may touch it");
        _rig.Restart();
        (await _rig.Upkeep.RemoveLeftoversAsync(None)).Should().Be(1);
    }

    public void Dispose() => _rig.Dispose();

    private static ReadContent Slowly(SemaphoreSlim mayRead, string text)
    {
        var rest = ShelfRig.Text(text);
        return async (buffer, cancellationToken) =>
        {
            await mayRead.WaitAsync(cancellationToken);
            mayRead.Release();
            return await rest(buffer, cancellationToken);
        };
    }

    /// <summary>The steps of <see cref="ObjectShelf.PutAsync"/> up to a moment; what is not disposed is what a crash leaves.</summary>
    private async Task PutUntilAsync(string moment)
    {
        var pending = _rig.Contents.Begin();
        await pending.WriteAsync(Encoding.UTF8.GetBytes("new and longer").AsMemory(0, moment == "while the bytes are written" ? 5 : 14), None);
        if (moment is "while the bytes are written" or "before they are at their place")
        {
            return;
        }

        pending.Settle();
        if (moment == "before an object has them")
        {
            return;
        }

        var stored = new StoredObject { Key = "k", ContentId = pending.Id, Size = pending.Size, Hash = pending.Hash, Type = "text/plain", ModifiedAt = _rig.Time.GetUtcNow() };
        (await _rig.Store.PutAsync("b", stored, new StorageCaps(10, 1000), static _ => true, None)).Should().BeOfType<ObjectChange.Done>();
    }
}
