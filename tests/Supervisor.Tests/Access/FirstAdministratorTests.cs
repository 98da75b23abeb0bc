using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

namespace MolnOS.Sandbox.Supervisor.Tests.Access;

/// <summary>Who may enter after the first start.</summary>
public sealed class FirstAdministratorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("molnos-access-").FullName;
    private readonly MemoryAccounts _store = new();
    private readonly RecordingLogger<FirstAdministrator> _log = new();
    private readonly AccountDirectory _directory;

    private readonly MemoryAudit _records = new();
    private readonly Meter _meter = new("test");
    private readonly AuditLog _audit;

    public FirstAdministratorTests()
    {
        _directory = new AccountDirectory(_store, new MemoryRoles(), TimeProvider.System);
        var denials = new DenialQueue(Options.Create(new AuditOptions()), TimeProvider.System);
        _audit = new AuditLog(_records, denials, TimeProvider.System, _meter, new RecordingLogger<AuditLog>());
    }

    private string TokenFile => Path.Combine(_folder, "admin.token");

    public void Dispose()
    {
        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

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

    [Fact]
    public async Task What_a_start_changes_stands_in_the_audit_log_as_the_servers_own_act()
    {
        await StartAsync(adminToken: null);
        await StartAsync(adminToken: null);
        await StartAsync("my-own-admin-token");
        await StartAsync("my-own-admin-token");

        _records.Rows.Select(row => (row.Action, row.Target, row.ActorType, row.Outcome)).Should().Equal(
            ("identity.create", "administrator", "server", AuditOutcome.Done), ("identity.update", "administrator", "server", AuditOutcome.Done));
    }

    private Task StartAsync(string? adminToken) => new FirstAdministrator(
        _directory,
        Options.Create(new AccessOptions { AdminToken = adminToken }),
        Options.Create(new DataOptions { Path = _folder }),
        _audit,
        _log).StartAsync(CancellationToken.None);
}
