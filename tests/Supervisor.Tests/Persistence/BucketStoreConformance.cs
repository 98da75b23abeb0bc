using System.Globalization;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IBucketStore"/> promises.</summary>
public abstract class BucketStoreConformance
{
    private static readonly StorageCaps s_noCaps = new(long.MaxValue, long.MaxValue);
    private int _contents;

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Time as the store sees it.</summary>
    private protected ManualTime Time { get; } = new();

    /// <summary>An empty store.</summary>
    private protected abstract IBucketStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IBucketStore Reopen();

    [Fact]
    public async Task Buckets_and_objects_are_there_after_a_reopen()
    {
        await AddAsync("b", isPublic: true);
        var stored = await PutAsync("b", "key ❄ 😀/../x", size: 7);

        var store = Reopen();

        (await store.FindBucketAsync("b", None)).Should().Be(new StoredBucket { Name = "b", IsPublic = true, Objects = 1, Bytes = 7, CreatedAt = Time.GetUtcNow(), UpdatedAt = Time.GetUtcNow() });
        (await store.LookAsync("b", "key ❄ 😀/../x", None)).Should().Be(new ObjectPlace(stored, new StoredTotals(1, 1, 7)));
    }

    [Fact]
    public async Task What_does_not_exist_is_null_or_said_to_be_missing()
    {
        (await Store.ListAsync(None)).Should().BeEmpty();
        (await Store.FindBucketAsync("b", None)).Should().BeNull();
        (await Store.ChangeBucketAsync("b", isPublic: true, None)).Should().BeNull();
        (await Store.LookAsync("b", "k", None)).Should().BeNull();
        (await Store.ReadPageAsync("b", All, None)).Should().BeNull();
        (await Store.RemoveBucketAsync("b", evenWithObjects: true, None)).Should().Be(new BucketRemoval.Missing());
        (await Store.RemoveAsync("b", "k", static _ => true, None)).Should().Be(new ObjectChange.NoBucket());
        (await Store.PutAsync("b", Object("k"), s_noCaps, static _ => true, None)).Should().Be(new ObjectChange.NoBucket());
        (await Store.ReadTotalsAsync(None)).Should().Be(new StoredTotals(0, 0, 0), "asking makes no bucket");
    }

    [Fact]
    public async Task A_bucket_is_made_once_listed_by_name_and_made_public()
    {
        await AddAsync("b");
        await AddAsync("a");
        Time.Pass(TimeSpan.FromSeconds(1));

        (await Store.AddBucketAsync("a", isPublic: true, 10, None)).Should().Be(new BucketAddition.Taken());
        (await Store.AddBucketAsync("c", isPublic: true, 2, None)).Should().Be(new BucketAddition.TooMany());
        var changed = await Store.ChangeBucketAsync("a", isPublic: true, None);

        (changed!.IsPublic, changed.UpdatedAt - changed.CreatedAt).Should().Be((true, TimeSpan.FromSeconds(1)));
        (await Store.ListAsync(None)).Select(bucket => (bucket.Name, bucket.IsPublic)).Should().Equal(("a", true), ("b", false));
    }

    [Fact]
    public async Task An_object_takes_the_place_of_the_one_before_and_gives_it_back()
    {
        await AddAsync("b");
        var first = await PutAsync("b", "k", size: 5);
        var second = Object("k", size: 3);

        (await Store.PutAsync("b", second, s_noCaps, static _ => true, None)).Should().Be(new ObjectChange.Done(first));

        (await Store.LookAsync("b", "k", None)).Should().Be(new ObjectPlace(second, new StoredTotals(1, 1, 3)));
        (await Store.RemoveAsync("b", "k", static _ => true, None)).Should().Be(new ObjectChange.Done(second));
        (await Store.RemoveAsync("b", "k", static _ => true, None)).Should().Be(new ObjectChange.Done(null));
        (await Store.LookAsync("b", "k", None)).Should().Be(new ObjectPlace(null, new StoredTotals(1, 0, 0)));
    }

    [Fact]
    public async Task A_change_is_made_only_where_what_is_there_allows_it()
    {
        await AddAsync("b");
        var stored = await PutAsync("b", "k");
        var seen = new List<StoredObject?>();

        (await Store.PutAsync("b", Object("k"), s_noCaps, Refuse, None)).Should().Be(new ObjectChange.NotAllowed());
        (await Store.PutAsync("b", Object("new"), s_noCaps, Refuse, None)).Should().Be(new ObjectChange.NotAllowed());
        (await Store.RemoveAsync("b", "k", Refuse, None)).Should().Be(new ObjectChange.NotAllowed());

        seen.Should().Equal(stored, null, stored);
        (await Store.LookAsync("b", "k", None))!.Found.Should().Be(stored);
        (await Store.LookAsync("b", "new", None))!.Found.Should().BeNull();

        bool Refuse(StoredObject? found)
        {
            seen.Add(found);
            return false;
        }
    }

    [Fact]
    public async Task Caps_hold_for_all_buckets_together_and_an_overwrite_counts_what_it_frees()
    {
        await AddAsync("a");
        await AddAsync("b");
        await PutAsync("a", "k", size: 60);
        await PutAsync("b", "k", size: 30);

        (await PutCappedAsync("b", "new", 11)).Should().Be(new ObjectChange.OverCap(OfObjects: false));
        (await PutCappedAsync("b", "k", 41)).Should().Be(new ObjectChange.OverCap(OfObjects: false));
        (await PutCappedAsync("b", "k", 40)).Should().BeOfType<ObjectChange.Done>();
        (await PutCappedAsync("b", "empty", 0)).Should().BeOfType<ObjectChange.Done>();
        (await PutCappedAsync("b", "empty2", 0)).Should().Be(new ObjectChange.OverCap(OfObjects: true));
        (await PutCappedAsync("b", "empty", 0)).Should().BeOfType<ObjectChange.Done>("it adds none");

        Task<ObjectChange> PutCappedAsync(string bucket, string key, long size) => Store.PutAsync(bucket, Object(key, size), new StorageCaps(3, 100), static _ => true, None);
    }

    [Fact]
    public async Task A_page_has_the_objects_of_a_prefix_in_the_order_of_code_points()
    {
        await AddAsync("b");
        await AddAsync("other");
        await PutAsync("other", "p/0");
        string[] keys = ["p", "p/1", "p/2", "p/\uFFEE", "p/😀", "p0", "P/1", "q"];
        foreach (var key in keys)
        {
            await PutAsync("b", key);
        }

        (await KeysAsync(All)).Should().Equal("P/1", "p", "p/1", "p/2", "p/\uFFEE", "p/😀", "p0", "q");
        (await KeysAsync(All with { Prefix = "p/" })).Should().Equal("p/1", "p/2", "p/\uFFEE", "p/😀");
        (await KeysAsync(All with { Prefix = "p/", Behind = "p/2" })).Should().Equal("p/\uFFEE", "p/😀");
        (await KeysAsync(All with { Prefix = "x" })).Should().BeEmpty();

        var page = (await Store.ReadPageAsync("b", All with { MostObjects = 2 }, None))!;
        (page.Objects.Select(one => one.Key).Last(), page.HasMore).Should().Be(("p", true));
        (await Store.ReadPageAsync("b", All with { MostKeyBytes = 3 }, None))!.Objects.Should().ContainSingle("its key alone has so many bytes");
        (await Store.ReadPageAsync("b", All with { MostKeyBytes = 1 }, None))!.Objects.Should().ContainSingle("one is always given");
        (await Store.ReadPageAsync("b", All with { MostObjects = keys.Length }, None))!.HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task A_bucket_with_objects_is_removed_by_force_alone_and_comes_back_empty()
    {
        await AddAsync("b");
        await PutAsync("b", "k", size: 3);

        (await Store.RemoveBucketAsync("b", evenWithObjects: false, None)).Should().Be(new BucketRemoval.NotEmpty(1));
        (await Store.RemoveBucketAsync("b", evenWithObjects: true, None)).Should().Be(new BucketRemoval.Removed(1));

        (await Store.FindBucketAsync("b", None)).Should().BeNull();
        (await Store.LookAsync("b", "k", None)).Should().BeNull();
        (await Store.ListAsync(None)).Should().BeEmpty();
        await AddAsync("b");
        (await Store.LookAsync("b", "k", None))!.Found.Should().BeNull();
        (await Store.RemoveBucketAsync("b", evenWithObjects: false, None)).Should().Be(new BucketRemoval.Removed(0));
    }

    [Fact]
    public async Task A_sweep_gives_the_contents_of_removed_buckets_each_once_and_leaves_the_others()
    {
        await AddAsync("kept");
        var kept = await PutAsync("kept", "k", size: 1);
        var gone = new List<string>();
        foreach (var bucket in new[] { "one", "two", "empty" })
        {
            await AddAsync(bucket);
            for (var n = 0; n < (bucket == "empty" ? 0 : 150); n++)
            {
                gone.Add((await PutAsync(bucket, $"{n}", size: 1)).ContentId);
            }

            await Store.RemoveBucketAsync(bucket, evenWithObjects: true, None);
        }

        (await Store.FindUsedAsync([kept.ContentId, gone[0], "none"], None)).Should().BeEquivalentTo([kept.ContentId, gone[0]], "nobody may remove what the sweep has not given yet");
        (await Store.ReadTotalsAsync(None)).Should().Be(new StoredTotals(4, 301, 301), "the room is not free yet");
        var swept = new List<string>();
        var store = Reopen();
        while (await store.SweepStepAsync(None) is { Count: > 0 } contents)
        {
            contents.Count.Should().BeLessThanOrEqualTo(200);
            swept.AddRange(contents);
        }

        swept.Should().BeEquivalentTo(gone);
        (await store.ReadTotalsAsync(None)).Should().Be(new StoredTotals(1, 1, 1));
        (await store.FindUsedAsync([kept.ContentId, gone[0]], None)).Should().BeEquivalentTo([kept.ContentId]);
    }

    private static ObjectRange All { get; } = new(Prefix: null, Behind: null, MostObjects: 1000, MostKeyBytes: 1_000_000);

    private async Task AddAsync(string bucket, bool isPublic = false) =>
        (await Store.AddBucketAsync(bucket, isPublic, 100, None)).Should().BeOfType<BucketAddition.Added>().Which.Bucket.Name.Should().Be(bucket);

    private async Task<StoredObject> PutAsync(string bucket, string key, long size = 0)
    {
        var stored = Object(key, size);
        (await Store.PutAsync(bucket, stored, s_noCaps, static _ => true, None)).Should().Be(new ObjectChange.Done(null));
        return stored;
    }

    private StoredObject Object(string key, long size = 0) => new()
    {
        Key = key,
        ContentId = (++_contents).ToString("x32", CultureInfo.InvariantCulture),
        Size = size,
        Hash = "hash of " + key,
        Type = "text/plain",
        ModifiedAt = Time.GetUtcNow(),
    };

    private async Task<IEnumerable<string>> KeysAsync(ObjectRange range) => (await Store.ReadPageAsync("b", range, None))!.Objects.Select(one => one.Key);
}
