using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What every <see cref="IFunctionStore"/> promises.</summary>
public abstract class FunctionStoreConformance
{
    private static readonly DateTimeOffset _start = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    private protected abstract IFunctionStore Store { get; }

    /// <summary>Closes the store and opens it again.</summary>
    private protected abstract IFunctionStore Reopen();

    [Fact]
    public async Task A_version_comes_back_as_it_was_stored_after_a_reopen()
    {
        var version = Version("aaaaaaaa", "first", 1);
        await Store.AddVersionAsync(version, "code ❄ \0 😀", 100, None);

        var store = Reopen();

        (await store.LoadCurrentAsync(None)).Should().Equal(version);
        (await store.ReadVersionAsync("aaaaaaaa", 1, None)).Should().Be(version);
        (await store.ReadCodeAsync(version.CodeHash, None)).Should().Be("code ❄ \0 😀");
    }

    [Fact]
    public async Task What_does_not_exist_is_null_or_empty()
    {
        (await Store.LoadCurrentAsync(None)).Should().BeEmpty();
        (await Store.ReadVersionAsync("aaaaaaaa", 1, None)).Should().BeNull();
        (await Store.ReadCodeAsync("00", None)).Should().BeNull();
        (await Store.ListVersionsAsync("aaaaaaaa", None)).Should().BeEmpty();
        (await Store.RemoveAsync("aaaaaaaa", None)).Should().BeFalse();
    }

    [Fact]
    public async Task A_successor_becomes_current_and_the_old_version_stays()
    {
        await AddAsync(Version("aaaaaaaa", "first", 1));

        (await AddAsync(Version("aaaaaaaa", "renamed", 2))).Should().BeTrue();

        (await Store.LoadCurrentAsync(None)).Should().ContainSingle().Which.Name.Should().Be("renamed");
        (await Store.ReadVersionAsync("aaaaaaaa", 1, None))!.Name.Should().Be("first");
        (await Store.ListVersionsAsync("aaaaaaaa", None)).Should().Equal(
            new VersionSummary(2, _start.AddMinutes(2), "tester", IsCurrent: true), new VersionSummary(1, _start.AddMinutes(1), "tester", IsCurrent: false));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(0)]
    public async Task A_version_that_does_not_follow_the_one_in_force_is_refused(int number)
    {
        await AddAsync(Version("aaaaaaaa", "first", 1));

        (await AddAsync(Version("aaaaaaaa", "renamed", number))).Should().BeFalse();

        (await Store.LoadCurrentAsync(None)).Should().ContainSingle().Which.Name.Should().Be("first");
    }

    [Fact]
    public async Task A_new_function_cannot_begin_at_its_second_version()
    {
        (await AddAsync(Version("aaaaaaaa", "first", 2))).Should().BeFalse();

        (await Store.LoadCurrentAsync(None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_belongs_to_one_function_and_is_free_once_that_is_renamed_or_removed()
    {
        await AddAsync(Version("aaaaaaaa", "mine", 1));

        (await AddAsync(Version("bbbbbbbb", "mine", 1))).Should().BeFalse();
        (await AddAsync(Version("aaaaaaaa", "other", 2))).Should().BeTrue();
        (await AddAsync(Version("bbbbbbbb", "mine", 1))).Should().BeTrue();
        (await Store.RemoveAsync("aaaaaaaa", None)).Should().BeTrue();
        (await AddAsync(Version("cccccccc", "other", 1))).Should().BeTrue();
    }

    [Fact]
    public async Task Only_the_newest_versions_are_kept_with_the_code_they_need()
    {
        for (var number = 1; number <= 5; number++)
        {
            var version = Version("aaaaaaaa", "first", number) with { CodeHash = number <= 2 ? $"hash{number}" : "shared" };
            await Store.AddVersionAsync(version, $"code {version.CodeHash}", keep: 2, None);
        }

        (await Store.ListVersionsAsync("aaaaaaaa", None)).Select(line => line.Version).Should().Equal(5, 4);
        (await Store.ReadCodeAsync("hash1", None)).Should().BeNull();
        (await Store.ReadCodeAsync("hash2", None)).Should().BeNull();
        (await Store.ReadCodeAsync("shared", None)).Should().Be("code shared");
    }

    [Fact]
    public async Task A_removed_function_takes_its_versions_and_its_code_but_not_code_that_others_share()
    {
        await AddAsync(Version("aaaaaaaa", "first", 1) with { CodeHash = "own" });
        await AddAsync(Version("aaaaaaaa", "first", 2) with { CodeHash = "shared" });
        await AddAsync(Version("bbbbbbbb", "second", 1) with { CodeHash = "shared" });

        (await Store.RemoveAsync("aaaaaaaa", None)).Should().BeTrue();

        (await Store.ListVersionsAsync("aaaaaaaa", None)).Should().BeEmpty();
        (await Store.ReadCodeAsync("own", None)).Should().BeNull();
        (await Store.ReadCodeAsync("shared", None)).Should().NotBeNull();
        (await Reopen().LoadCurrentAsync(None)).Should().ContainSingle().Which.FunctionId.Should().Be("bbbbbbbb");
    }

    [Fact]
    public async Task Two_hundred_functions_deployed_at_once_are_all_there_after_a_reopen()
    {
        var ids = Enumerable.Range(0, 200).Select(number => $"fn{number:d6}").ToList();

        var added = await Task.WhenAll(ids.Select(id => Task.Run(() => AddAsync(Version(id, "name-" + id, 1)))));

        added.Should().AllBeEquivalentTo(true);
        (await Reopen().LoadCurrentAsync(None)).Select(version => version.FunctionId).Should().BeEquivalentTo(ids);
    }

    [Fact]
    public async Task Of_many_who_make_the_same_next_version_one_succeeds()
    {
        await AddAsync(Version("aaaaaaaa", "first", 1));

        var added = await Task.WhenAll(Enumerable.Range(0, 50).Select(number =>
            Task.Run(() => AddAsync(Version("aaaaaaaa", "first", 2) with { CodeHash = $"hash{number}" }))));

        added.Count(success => success).Should().Be(1);
        (await Store.ListVersionsAsync("aaaaaaaa", None)).Should().HaveCount(2);
    }

    private static StoredVersion Version(string id, string name, int number) => new()
    {
        FunctionId = id,
        Name = name,
        Version = number,
        DefinitionJson = "{\"any\":\"text\"}",
        EnvJson = "[]",
        CodeHash = "hash",
        FunctionCreatedAt = _start,
        CreatedAt = _start.AddMinutes(number),
        CreatedBy = "tester",
    };

    private Task<bool> AddAsync(StoredVersion version) => Store.AddVersionAsync(version, "code", 100, None);
}
