using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Audit;

/// <summary>What happens when the audit log cannot be written: what was done is answered, and nothing is forgotten in silence.</summary>
public sealed class AuditLogTests : IDisposable
{
    private static readonly CallerIdentity s_ada = new("ada", "Ada", "user", []);

    private readonly Meter _meter = new("test");
    private readonly MemoryAudit _store = new();
    private readonly RecordingLogger<AuditLog> _logger = new();
    private readonly ManualTime _time = new();
    private readonly AuditLog _log;

    public AuditLogTests() => _log = new AuditLog(_store, new DenialQueue(Options.Create(new AuditOptions()), _time), _time, _meter, _logger);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task An_act_is_written_when_its_recording_ends()
    {
        await _log.RecordAsync(Act("functions.update"));

        _store.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(Act("functions.update") with { Id = 1 });
    }

    [Fact]
    public async Task A_denial_is_written_by_the_next_flush_and_seen_by_the_next_reader()
    {
        _log.Deny(Denial());
        _store.Rows.Should().BeEmpty();

        (await _log.ReadAsync(new AuditRowQuery { Limit = 10 }, CancellationToken.None)).Rows.Should().ContainSingle();
    }

    [Fact]
    public async Task An_act_that_cannot_be_written_is_logged_counted_and_written_once_the_disk_takes_it()
    {
        _store.IsBroken = true;
        await _log.RecordAsync(Act("functions.delete"));
        await _log.FlushAsync(CancellationToken.None);

        _logger.Lines[0].Should().Contain("user ada did functions.delete to greeter1");
        Metric("molnos_audit_acts_late_total").Should().Be(1);

        _store.IsBroken = false;
        await _log.FlushAsync(CancellationToken.None);
        await _log.FlushAsync(CancellationToken.None);

        _store.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(Act("functions.delete") with { Id = 1 });
        (Metric("molnos_audit_acts_total"), Metric("molnos_audit_acts_lost_total")).Should().Be((1, 0));
    }

    [Fact]
    public async Task More_acts_than_can_wait_are_counted_and_a_record_says_how_many_are_missing()
    {
        _store.IsBroken = true;
        for (var i = 0; i < 1250; i++)
        {
            await _log.RecordAsync(Act("functions.update"));
        }

        await _log.FlushAsync(CancellationToken.None);
        _store.IsBroken = false;
        await _log.FlushAsync(CancellationToken.None);

        _store.Rows.Count(row => row.Action == "functions.update").Should().Be(1000);
        _store.Rows[^1].Should().BeEquivalentTo(new { Outcome = AuditOutcome.Dropped, ActorId = "server", Action = "audit.acts", Count = 250 });
        Metric("molnos_audit_acts_lost_total").Should().Be(250);
    }

    [Fact]
    public async Task Denials_that_cannot_be_written_become_a_number_in_the_log()
    {
        _store.IsBroken = true;
        _log.Deny(Denial());
        _log.Deny(Denial() with { Target = "other" });
        await _log.FlushAsync(CancellationToken.None);

        _store.IsBroken = false;
        await _log.FlushAsync(CancellationToken.None);

        _store.Rows.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Outcome = AuditOutcome.Dropped, Action = "audit.denials", Count = 2 });
        (Metric("molnos_audit_denials_total"), Metric("molnos_audit_denials_dropped_total")).Should().Be((2, 2));
    }

    private AuditRow Act(string action) => s_ada.Record(_time.GetUtcNow(), AuditOutcome.Done, action) with { Target = "greeter1", Status = 200 };

    private AuditRow Denial() => s_ada.Record(_time.GetUtcNow(), AuditOutcome.Denied, "functions.read") with { Status = 403 };

    private long Metric(string name)
    {
        long value = -1;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == _meter && instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }
}
