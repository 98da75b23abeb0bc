using System.Text;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="ITableStore"/> promises.</summary>
public abstract class TableStoreConformance
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>Time as the store sees it.</summary>
    private protected ManualTime Time { get; } = new();

    /// <summary>An empty store.</summary>
    private protected abstract ITableStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract ITableStore Reopen();

    [Fact]
    public async Task Items_and_tables_are_there_after_a_reopen()
    {
        await Store.CreateTableAsync("empty", None);
        await WriteAsync("t", "key \0 ❄ 😀", "{\"a\":\"❄\"}");
        var version = (await Store.FindAsync("t", "key \0 ❄ 😀", None))!.Version;

        var store = Reopen();

        var item = (await store.FindAsync("t", "key \0 ❄ 😀", None))!;
        (item.Key, Text(item), item.Version).Should().Be(("key \0 ❄ 😀", "{\"a\":\"❄\"}", version));
        (await store.ListAsync(None)).Select(table => (table.Name, table.Items)).Should().Equal(("empty", 0), ("t", 1));
    }

    [Fact]
    public async Task What_does_not_exist_is_null_false_or_empty()
    {
        (await Store.ListAsync(None)).Should().BeEmpty();
        (await Store.FindTableAsync("t", None)).Should().BeNull();
        (await Store.FindAsync("t", "k", None)).Should().BeNull();
        (await KeysAsync("t", All)).Should().BeEmpty();
        (await DeleteAsync("t", "k")).Should().BeFalse();
        (await Store.DeleteTableAsync("t", None)).Should().BeFalse();
        (await Store.ListAsync(None)).Should().BeEmpty("asking makes no table");
    }

    [Fact]
    public async Task A_table_is_made_once_and_a_deleted_one_comes_back_empty()
    {
        (await Store.CreateTableAsync("t", None)).Should().BeTrue();
        (await Store.CreateTableAsync("t", None)).Should().BeFalse();
        await WriteAsync("t", "k", "1");
        await WriteAsync("other", "k", "2");

        (await Store.DeleteTableAsync("t", None)).Should().BeTrue();

        (await Store.FindAsync("t", "k", None)).Should().BeNull();
        (await Store.CreateTableAsync("t", None)).Should().BeTrue();
        await SweepAsync();
        (await Store.FindTableAsync("t", None)).Should().Be(new TableSummary("t", 0, 0));
        Text((await Store.FindAsync("other", "k", None))!).Should().Be("2");
    }

    [Fact]
    public async Task Names_of_tables_and_keys_are_told_apart_by_case()
    {
        await WriteAsync("t", "k", "1");

        (await Store.FindAsync("T", "k", None)).Should().BeNull();
        (await Store.FindAsync("t", "K", None)).Should().BeNull();
    }

    [Fact]
    public async Task A_summary_counts_items_and_the_bytes_of_keys_and_values()
    {
        await WriteAsync("t", "å", "\"12\"");
        await WriteAsync("t", "b", "12345");
        await WriteAsync("t", "b", "123");
        await WriteAsync("t", "c", "1");
        await DeleteAsync("t", "c");

        (await Store.FindTableAsync("t", None)).Should().Be(new TableSummary("t", 2, 2 + 4 + 1 + 3));
    }

    [Fact]
    public async Task Keys_are_ordered_by_code_point()
    {
        // By UTF-16 units the last but one would come after the last; by the rules of a language, å beside a.
        string[] keys = ["!", "A", "B", "a", "a\0", "aa", "b", "å", "\uFF5E", "😀"];
        await WriteAllAsync(keys.Reverse());

        (await KeysAsync("t", All)).Should().Equal(keys);
        (await KeysAsync("t", All with { IsReversed = true })).Should().Equal(keys.Reverse());
    }

    [Fact]
    public async Task A_range_is_narrowed_by_prefix_from_and_to()
    {
        await WriteAllAsync(["a", "b", "b1", "b2", "bÿ", "b😀", "c"]);

        (await KeysAsync("t", All with { Prefix = "b" })).Should().Equal("b", "b1", "b2", "bÿ", "b😀");
        (await KeysAsync("t", All with { From = "b1", To = "bÿ" })).Should().Equal("b1", "b2");
        (await KeysAsync("t", All with { Prefix = "b", From = "a", To = "b2" })).Should().Equal("b", "b1");
        (await KeysAsync("t", All with { From = "c", To = "a" })).Should().BeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_join_without_a_gap_or_a_double_while_others_write(bool isReversed)
    {
        var keys = Enumerable.Range(0, 10).Select(n => $"k{n}").ToList();
        await WriteAllAsync(keys);

        var seen = new List<string>();
        var range = All with { IsReversed = isReversed, MostItems = 3, Prefix = "k" };
        ItemPage page;
        do
        {
            page = await Store.ReadPageAsync("t", range, None);
            seen.AddRange(page.Items.Select(item => item.Key));
            range = range with { Behind = seen[^1] };
            await DeleteAsync("t", seen[^1]);
        }
        while (page.HasMore);

        seen.Should().Equal(isReversed ? Enumerable.Reverse(keys) : keys);
    }

    [Fact]
    public async Task A_page_holds_no_more_bytes_than_asked_for_but_at_least_one_item()
    {
        await WriteAsync("t", "a", new string('1', 100));
        await WriteAsync("t", "b", new string('2', 100));

        foreach (var bytes in new[] { 50, 101, 201 })
        {
            var page = await Store.ReadPageAsync("t", All with { MostBytes = bytes }, None);
            page.Items.Should().ContainSingle().Which.Key.Should().Be("a");
            page.HasMore.Should().BeTrue();
        }

        (await Store.ReadPageAsync("t", All with { MostBytes = 202 }, None)).HasMore.Should().BeFalse();
        (await Store.ReadPageAsync("t", All with { MostItems = 2 }, None)).HasMore.Should().BeFalse();
    }

    [Fact]
    public async Task An_expired_item_is_nowhere_to_be_seen_swept_or_not()
    {
        await WriteAsync("t", "stays", "1");
        await WriteAsync("t", "goes", "22", TimeSpan.FromSeconds(10));
        Time.Pass(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        (await Store.FindAsync("t", "goes", None)).Should().NotBeNull("its time has not come");

        Time.Pass(TimeSpan.FromTicks(1));
        await ExpectGoneAsync();
        await SweepAsync();
        await ExpectGoneAsync();

        async Task ExpectGoneAsync()
        {
            (await Store.FindAsync("t", "goes", None)).Should().BeNull();
            (await KeysAsync("t", All)).Should().Equal("stays");
            (await Store.FindTableAsync("t", None)).Should().Be(new TableSummary("t", 1, 6));
            (await Store.UpdateAsync(new ItemChange.Write("t", "goes", Json("1")), 2, None)).Should().BeOfType<ItemUpdate.Missing>();
        }
    }

    [Fact]
    public async Task An_expired_item_can_be_written_anew_and_its_delete_finds_nothing()
    {
        await WriteAsync("t", "again", "1", TimeSpan.FromSeconds(1));
        await WriteAsync("t", "gone", "1", TimeSpan.FromSeconds(1));
        Time.Pass(TimeSpan.FromSeconds(1));

        await WriteAsync("t", "again", "2");

        (await DeleteAsync("t", "gone")).Should().BeFalse();
        Time.Pass(TimeSpan.FromDays(1000));
        await SweepAsync();
        Text((await Store.FindAsync("t", "again", None))!).Should().Be("2", "a write without a lifetime takes the old one away");
    }

    [Fact]
    public async Task A_sweep_goes_in_steps_and_ends()
    {
        await Store.ChangeAsync([.. Enumerable.Range(0, 900).Select(n => new ItemChange.Write("t", $"{n}", Json("1"), TimeSpan.FromSeconds(1)))], None);
        await Store.ChangeAsync([.. Enumerable.Range(0, 900).Select(n => new ItemChange.Write("dropped", $"{n}", Json("1")))], None);
        await Store.DeleteTableAsync("dropped", None);
        Time.Pass(TimeSpan.FromSeconds(1));

        (await SweepAsync()).Should().BeGreaterThan(4, "a step is small");

        (await Store.SweepStepAsync(None)).Should().BeFalse();
        (await Store.FindTableAsync("t", None)).Should().Be(new TableSummary("t", 0, 0));
    }

    [Fact]
    public async Task An_update_is_made_only_upon_the_version_it_names()
    {
        await WriteAsync("t", "k", "1", TimeSpan.FromSeconds(10));
        var first = (await Store.FindAsync("t", "k", None))!.Version;

        var done = (await Store.UpdateAsync(new ItemChange.Write("t", "k", Json("2")), first, None)).Should().BeOfType<ItemUpdate.Done>().Subject;

        done.Version.Should().BeGreaterThan(first);
        (await Store.UpdateAsync(new ItemChange.Write("t", "k", Json("3")), first, None)).Should().Be(new ItemUpdate.Changed(done.Version));
        Text((await Store.FindAsync("t", "k", None))!).Should().Be("2");
        Time.Pass(TimeSpan.FromSeconds(10));
        (await Store.FindAsync("t", "k", None)).Should().BeNull("an update keeps the expiry");
    }

    [Fact]
    public async Task An_update_upon_version_0_makes_the_item_once()
    {
        (await Store.UpdateAsync(new ItemChange.Write("t", "k", Json("1")), 0, None)).Should().BeOfType<ItemUpdate.Done>();
        (await Store.UpdateAsync(new ItemChange.Write("t", "k", Json("2")), 0, None)).Should().BeOfType<ItemUpdate.Changed>();

        Text((await Store.FindAsync("t", "k", None))!).Should().Be("1");
    }

    [Fact]
    public async Task A_version_never_comes_back_with_an_item_or_a_table_made_anew()
    {
        var versions = new List<long>();
        for (var round = 0; round < 3; round++)
        {
            await WriteAsync("t", "k", "1");
            versions.Add((await Store.FindAsync("t", "k", None))!.Version);
            await DeleteAsync("t", "k");
            await Store.DeleteTableAsync("t", None);
            Reopen();
        }

        versions.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Changes_given_together_happen_in_order_and_are_seen_together()
    {
        await WriteAsync("t", "old", "1");

        var results = await Store.ChangeAsync(
            [new ItemChange.Delete("t", "old"), new ItemChange.Delete("t", "old"), new ItemChange.Write("t", "k", Json("1")), new ItemChange.Write("u", "k", Json("2")), new ItemChange.Delete("t", "k")],
            None);

        results.Should().Equal(true, false, true, true, true);
        (await Store.FindTableAsync("t", None))!.Items.Should().Be(0);
        Text((await Store.FindAsync("u", "k", None))!).Should().Be("2");
    }

    [Fact]
    public async Task Of_64_who_raise_a_number_side_by_side_none_is_lost()
    {
        await WriteAsync("t", "n", "0");

        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(RaiseAsync)));

        Text((await Store.FindAsync("t", "n", None))!).Should().Be("64");

        async Task RaiseAsync()
        {
            ItemUpdate update;
            do
            {
                var item = (await Store.FindAsync("t", "n", None))!;
                var next = int.Parse(Text(item), System.Globalization.CultureInfo.InvariantCulture) + 1;
                update = await Store.UpdateAsync(new ItemChange.Write("t", "n", Json($"{next}")), item.Version, None);
            }
            while (update is not ItemUpdate.Done);
        }
    }

    private static ItemRange All { get; } = new() { MostItems = int.MaxValue, MostBytes = long.MaxValue };

    private static byte[] Json(string json) => Encoding.UTF8.GetBytes(json);

    private static string Text(StoredItem item) => Encoding.UTF8.GetString(item.Value.Span);

    private async Task WriteAsync(string table, string key, string json, TimeSpan? lifetime = null) =>
        await Store.ChangeAsync([new ItemChange.Write(table, key, Json(json), lifetime)], None);

    private async Task WriteAllAsync(IEnumerable<string> keys) =>
        await Store.ChangeAsync([.. keys.Select(key => new ItemChange.Write("t", key, Json("0")))], None);

    private async Task<bool> DeleteAsync(string table, string key) => (await Store.ChangeAsync([new ItemChange.Delete(table, key)], None))[0];

    private async Task<IEnumerable<string>> KeysAsync(string table, ItemRange range) =>
        (await Store.ReadPageAsync(table, range, None)).Items.Select(item => item.Key);

    private async Task<int> SweepAsync()
    {
        var steps = 0;
        while (await Store.SweepStepAsync(None))
        {
            steps++;
        }

        return steps;
    }
}
