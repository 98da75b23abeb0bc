using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Who may enter after the first start.</summary>
public sealed class FirstAdministratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("molnos-access-").FullName;
    private readonly MemoryAccounts _store = new();
    private readonly RecordingLogger _log = new();
    private readonly AccountDirectory _directory;

    public FirstAdministratorTests() => _directory = new AccountDirectory(_store, new MemoryRoles(), TimeProvider.System);

    private string TokenFile => Path.Combine(_folder, "admin.token");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_start_writes_the_administrators_key_for_its_owner_alone()
    {
        await StartAsync(adminToken: null);

        var key = (await File.ReadAllTextAsync(TokenFile)).Trim();
        key.Should().MatchRegex(@"^sa\.administrator\.[A-Za-z0-9_-]{43}$");
        new FileInfo(TokenFile).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(_folder).Should().ContainSingle("an unfinished file would hold the key too");
        _directory.Find(key)!.Permissions.Names.Should().Equal("*");
    }

    [Fact]
    public async Task The_key_is_never_logged()
    {
        await StartAsync(adminToken: null);

        var secret = (await File.ReadAllTextAsync(TokenFile)).Trim().Split('.')[2];
        _log.Lines.Should().NotBeEmpty().And.NotContain(line => line.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_second_start_makes_nothing_new()
    {
        await StartAsync(adminToken: null);
        var key = await File.ReadAllTextAsync(TokenFile);
        File.Delete(TokenFile);

        await StartAsync(adminToken: null);

        File.Exists(TokenFile).Should().BeFalse();
        _directory.Find(key.Trim()).Should().NotBeNull();
    }

    [Fact]
    public async Task A_key_from_the_settings_is_used_instead_and_no_file_is_written()
    {
        await StartAsync("my-own-admin-token");

        File.Exists(TokenFile).Should().BeFalse();
        _directory.Find("my-own-admin-token")!.Identity.Roles.Should().Equal("administrator");
    }

    [Fact]
    public async Task Another_key_in_the_settings_ends_the_old_one()
    {
        await StartAsync("my-own-admin-token");

        await StartAsync("my-other-admin-token");

        _directory.Find("my-own-admin-token").Should().BeNull();
        _directory.Find("my-other-admin-token").Should().NotBeNull();
    }

    [Fact]
    public async Task Without_the_setting_the_last_key_from_the_settings_stays_and_no_file_is_written()
    {
        await StartAsync("my-own-admin-token");

        await StartAsync(adminToken: null);

        _directory.Find("my-own-admin-token").Should().NotBeNull();
        File.Exists(TokenFile).Should().BeFalse();
    }

    [Fact]
    public async Task A_key_from_the_settings_is_the_way_back_in_and_the_file_with_the_dead_key_goes()
    {
        await StartAsync(adminToken: null);
        var lost = (await File.ReadAllTextAsync(TokenFile)).Trim();

        await StartAsync("my-own-admin-token");

        _directory.Find(lost).Should().BeNull();
        _directory.Find("my-own-admin-token")!.Permissions.Names.Should().Equal("*");
        File.Exists(TokenFile).Should().BeFalse();
        (await _store.ListAsync(CancellationToken.None)).Should().ContainSingle();
    }

    [Fact]
    public async Task The_same_key_again_changes_and_says_nothing()
    {
        await StartAsync("my-own-admin-token");
        var before = _log.Lines.Count;

        await StartAsync("my-own-admin-token");

        _log.Lines.Should().HaveCount(before);
        _directory.Find("my-own-admin-token").Should().NotBeNull();
    }

    private Task StartAsync(string? adminToken) => new FirstAdministrator(
        _directory,
        Options.Create(new AccessOptions { AdminToken = adminToken }),
        Options.Create(new DataOptions { Path = _folder }),
        _log).StartAsync(CancellationToken.None);

    private sealed class RecordingLogger : ILogger<FirstAdministrator>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
