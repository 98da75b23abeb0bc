using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>An object is whole or not there, for every reader and after every end.</summary>
public sealed class ObjectShelfTests : IDisposable
{
    private readonly ShelfRig _rig = new();

    private static CancellationToken None => CancellationToken.None;

    [Fact]
    public async Task What_was_put_is_read_with_its_size_type_and_hash()
    {
        var stored = await _rig.PutAsync("folder/../näme", "hello");

        (await _rig.ReadAsync("folder/../näme")).Should().Be("hello");
        (stored.Size, stored.Type, stored.ModifiedAt).Should().Be((5, "text/plain", _rig.Time.GetUtcNow()));
        stored.Hash.Should().Be("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        (await _rig.ReadAsync("folder/../other")).Should().BeNull();
        (await _rig.Shelf.OpenAsync("none", "k", None)).Should().Be(new OpenOutcome.NoBucket());
    }

    [Theory]
    [InlineData("../../../escaped")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("..%2f..%2fx")]
    [InlineData("con:\\aux\n")]
    public async Task A_key_is_never_a_path_and_its_file_is_the_servers_alone(string key)
    {
        await _rig.PutAsync(key, "x");

        var file = _rig.Files.Should().ContainSingle().Subject;
        Path.GetRelativePath(_rig.Root, file).Should().MatchRegex("^([0-9a-f]{2})/\\1[0-9a-f]{30}$");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            foreach (var folder in new[] { _rig.Root, Path.GetDirectoryName(file)!, Path.Combine(_rig.Root, "incoming") })
            {
                File.GetUnixFileMode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    [Fact]
    public async Task A_reader_that_has_begun_keeps_the_old_bytes_and_their_room_is_free_after_it()
    {
        await _rig.PutAsync("k", "old bytes");
        using var first = await _rig.OpenAsync("k");

        await _rig.PutAsync("k", "new");
        using var second = await _rig.OpenAsync("k");
        await _rig.Shelf.RemoveAsync("b", "k", static _ => true, None);

        (await ShelfRig.ReadAsync(first)).Should().Be("old bytes");
        (await ShelfRig.ReadAsync(second)).Should().Be("new");
        (await _rig.ReadAsync("k")).Should().BeNull();
        _rig.Files.Should().BeEmpty("the system frees the bytes with their last reader");
    }

    [Fact]
    public async Task Readers_never_see_a_mixture_while_writers_overwrite()
    {
        await _rig.PutAsync("k", new string('a', 300_000));
        using var end = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(ReadUntilTheEndAsync)).ToList();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var round = 0; round < 25; round++)
            {
                await _rig.PutAsync("k", new string((char)('a' + ((writer + round) % 26)), 100_000 + (round * 20_000)));
            }
        })));
        await end.CancelAsync();

        (await Task.WhenAll(readers)).Sum().Should().BeGreaterThan(20, "the readers were at it all the time");
        _rig.Files.Should().ContainSingle();

        async Task<int> ReadUntilTheEndAsync()
        {
            var read = 0;
            for (; !end.IsCancellationRequested; read++)
            {
                using var opened = await _rig.OpenAsync("k");
                var text = await ShelfRig.ReadAsync(opened);
                text.Distinct().Should().ContainSingle();
                opened.Stored.Size.Should().Be(text.Length);
            }

            return read;
        }
    }

    [Fact]
    public async Task An_object_that_is_written_anew_between_look_and_opening_is_looked_up_again()
    {
        await _rig.PutAsync("k", "old");
        var racing = new RacingStore(_rig.Store, () => _rig.PutAsync("k", "new"), times: 1);
        using var shelf = _rig.ShelfOn(racing);

        var opened = (await shelf.OpenAsync("b", "k", None)).Should().BeOfType<OpenOutcome.Opened>().Which.Object;

        using (opened)
        {
            (await ShelfRig.ReadAsync(opened)).Should().Be("new");
        }

        racing.Looks.Should().Be(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_content_that_is_missing_or_cut_is_called_damaged_and_not_read(bool isCut)
    {
        await _rig.PutAsync("k", "content");
        var file = _rig.Files.Single();
        if (isCut)
        {
            await File.WriteAllTextAsync(file, "cont");
        }
        else
        {
            File.Delete(file);
        }

        (await FluentActions.Awaiting(() => _rig.ReadAsync("k")).Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.Damaged);
        await _rig.PutAsync("k", "again");
        (await _rig.ReadAsync("k")).Should().Be("again");
    }

    [Fact]
    public async Task Nothing_is_read_of_a_content_that_cannot_be_put()
    {
        static ValueTask<int> Never(Memory<byte> buffer, CancellationToken cancellationToken) => throw new InvalidOperationException("It was read.");

        (await _rig.Shelf.PutAsync(new ObjectDraft("none", "k", "t/t"), Never, None)).Should().Be(new PutOutcome.NoBucket());
        (await _rig.Shelf.PutAsync(ShelfRig.Draft("k") with { May = static _ => false }, Never, None)).Should().Be(new PutOutcome.NotAllowed());
        (await _rig.Shelf.PutAsync(ShelfRig.Draft("k") with { AnnouncedBytes = _rig.Options.MaxObjectBytes + 1 }, Never, None))
            .Should().Be(new PutOutcome.TooLarge(_rig.Options.MaxObjectBytes));
        _rig.Files.Should().BeEmpty();
    }

    [Fact]
    public async Task A_sender_that_leaves_midway_leaves_the_old_object_and_no_file()
    {
        await _rig.PutAsync("k", "old");
        var pieces = 0;

        var put = () => _rig.Shelf.PutAsync(ShelfRig.Draft("k"), (_, _) => ++pieces < 4 ? new(10_000) : throw new IOException("The sender left."), None);

        await put.Should().ThrowAsync<IOException>().WithMessage("The sender left.");
        (await _rig.ReadAsync("k")).Should().Be("old");
        _rig.Files.Should().ContainSingle();
    }

    [Fact]
    public async Task Of_two_that_may_only_make_the_object_one_does()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            _rig.Shelf.PutAsync(ShelfRig.Draft("k") with { May = static found => found is null }, ShelfRig.Text($"{n}"), None)));

        outcomes.OfType<PutOutcome.Stored>().Should().ContainSingle();
        outcomes.OfType<PutOutcome.NotAllowed>().Should().HaveCount(7);
        _rig.Files.Should().ContainSingle();
    }

    public void Dispose() => _rig.Dispose();
}
