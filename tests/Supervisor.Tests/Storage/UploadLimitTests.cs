using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>Uploads are held to the settings, and one that goes beyond leaves nothing.</summary>
public sealed class UploadLimitTests
{
    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task An_object_may_be_as_large_as_the_setting_says_and_not_a_byte_larger()
    {
        using var rig = new ShelfRig(new StorageOptions { MaxObjectBytes = 300_000 });

        (await PutAsync(rig, "fits", 300_000)).Should().BeOfType<PutOutcome.Stored>();
        (await PutAsync(rig, "announced", 300_001, announced: 300_001)).Should().Be(new PutOutcome.TooLarge(300_000));
        (await PutAsync(rig, "unannounced", 300_001)).Should().Be(new PutOutcome.TooLarge(300_000));
        (await PutAsync(rig, "lied", 300_001, announced: 1)).Should().Be(new PutOutcome.TooLarge(300_000));

        rig.Files.Should().ContainSingle();
    }

    [Fact]
    public async Task All_objects_together_are_held_to_their_bytes_and_an_overwrite_counts_what_it_frees()
    {
        using var rig = new ShelfRig(new StorageOptions { MaxBytes = 1000 });
        await PutAsync(rig, "a", 600);

        (await PutAsync(rig, "b", 401)).Should().BeOfType<PutOutcome.Full>().Which.Why.Should().Contain("Storage:MaxBytes").And.Contain("1000");
        (await PutAsync(rig, "b", 401, announced: 401)).Should().BeOfType<PutOutcome.Full>();
        (await PutAsync(rig, "a", 1000)).Should().BeOfType<PutOutcome.Stored>();
        (await PutAsync(rig, "empty", 0)).Should().BeOfType<PutOutcome.Stored>();
        (await PutAsync(rig, "c", 1)).Should().BeOfType<PutOutcome.Full>();
        await rig.Shelf.RemoveAsync("b", "a", static _ => true, None);
        (await PutAsync(rig, "c", 1000)).Should().BeOfType<PutOutcome.Stored>();
    }

    [Fact]
    public async Task Uploads_under_way_count_for_each_other_and_no_longer_when_they_end()
    {
        using var rig = new ShelfRig(new StorageOptions { MaxBytes = 1_000_000 });
        using var mayEnd = new SemaphoreSlim(0);
        using var isThinking = new SemaphoreSlim(0);
        var sent = 0;
        var first = rig.Shelf.PutAsync(
            ShelfRig.Draft("first"),
            async (buffer, cancellationToken) =>
            {
                // 700 kB come; then the sender thinks, and leaves.
                if (sent < 700_000)
                {
                    var count = Math.Min(buffer.Length, 700_000 - sent);
                    sent += count;
                    return count;
                }

                isThinking.Release();
                await mayEnd.WaitAsync(cancellationToken);
                throw new IOException("The sender left.");
            },
            None);

        await isThinking.WaitAsync();
        (await PutAsync(rig, "second", 500_000)).Should().BeOfType<PutOutcome.Full>();
        mayEnd.Release();
        await first.Invoking(task => task).Should().ThrowAsync<IOException>();

        (await PutAsync(rig, "second", 500_000)).Should().BeOfType<PutOutcome.Stored>();
        rig.Files.Should().ContainSingle();
    }

    [Fact]
    public async Task There_are_as_many_objects_as_the_setting_says()
    {
        using var rig = new ShelfRig(new StorageOptions { MaxObjects = 1 });
        await PutAsync(rig, "a", 1);

        (await PutAsync(rig, "b", 1)).Should().BeOfType<PutOutcome.Full>().Which.Why.Should().Contain("Storage:MaxObjects");
        (await PutAsync(rig, "a", 2)).Should().BeOfType<PutOutcome.Stored>();
    }

    [Fact]
    public async Task What_shall_stay_free_on_the_disk_is_not_written()
    {
        using var rig = new ShelfRig(new StorageOptions { MinFreeBytes = 1L << 43 });

        (await PutAsync(rig, "a", 1)).Should().BeOfType<PutOutcome.Full>().Which.Why.Should().Contain("no room left");

        rig.Files.Should().BeEmpty();
    }

    private static Task<PutOutcome> PutAsync(ShelfRig rig, string key, int size, long? announced = null) =>
        rig.Shelf.PutAsync(ShelfRig.Draft(key) with { AnnouncedBytes = announced }, ShelfRig.Bytes(new byte[size]), None);
}
