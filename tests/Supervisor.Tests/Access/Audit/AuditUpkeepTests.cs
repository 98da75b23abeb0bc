using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>The log is kept within the settings' bounds, and a stop loses nothing.</summary>
public sealed class AuditUpkeepTests : IDisposable
{
    private readonly Meter _meter = new("test");
    private readonly MemoryAudit _store = new();
    private readonly ManualTime _time = new();
    private readonly AuditLog _log;
    private readonly AuditUpkeep _upkeep;

    public AuditUpkeepTests()
    {
        var options = Options.Create(new AuditOptions { MaxAge = TimeSpan.FromDays(3), MaxTotalBytes = 5_000_000 });
        _log = new AuditLog(_store, new DenialQueue(options, _time), _time, _meter, new RecordingLogger<AuditLog>());
        _upkeep = new AuditUpkeep(_log, _store, options, _time, new RecordingLogger<AuditUpkeep>());
    }

    public void Dispose()
    {
        _upkeep.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Records_are_removed_by_the_age_and_size_of_the_settings_until_none_is_over()
    {
        await _upkeep.PruneAsync(CancellationToken.None);

        _store.Pruned.Should().Equal(Enumerable.Repeat(new AuditCaps(5_000_000, _time.GetUtcNow() - TimeSpan.FromDays(3)), 3));
    }

    [Fact]
    public async Task A_stop_writes_the_denials_that_came_last()
    {
        _log.Deny(AuditActors.Anonymous.Record(_time.GetUtcNow(), AuditOutcome.Denied, "functions.read"));

        await _upkeep.StopAsync(CancellationToken.None);

        _store.Rows.Should().ContainSingle();
    }

    [Theory]
    [InlineData("00:59:59", 1048576, 20, 1000, "MaxAge")]
    [InlineData("1.00:00:00", 1048575, 20, 1000, "MaxTotalBytes")]
    [InlineData("1.00:00:00", 1048576, 0, 1000, "DenialsPerSecond")]
    [InlineData("1.00:00:00", 1048576, 20, 15, "TotalDenialsPerSecond")]
    public void A_setting_out_of_its_range_is_refused_by_name(string age, long bytes, int ofOne, int ofAll, string name)
    {
        var options = new AuditOptions { MaxAge = TimeSpan.Parse(age, null), MaxTotalBytes = bytes, DenialsPerSecond = ofOne, TotalDenialsPerSecond = ofAll };

        new AuditOptionsValidator().Validate(name: null, options).FailureMessage.Should().Contain(name);
        new AuditOptionsValidator().Validate(name: null, new AuditOptions()).Succeeded.Should().BeTrue();
    }
}
