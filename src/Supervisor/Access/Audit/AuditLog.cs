using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>
/// Who did what, and who was denied what. An act is on disk before its answer; a denial within about a second. An act that cannot be written is done
/// all the same: it is said in the server's own log, counted, and waits in memory until the disk takes it.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The turn is never waited for by a handle, so it holds nothing.")]
internal sealed partial class AuditLog
{
    /// <summary>The action of a record that stands for acts which were never written.</summary>
    public const string LostAction = "audit.acts";

    private const int MostWaiting = 1000;

    private readonly IAuditStore _store;
    private readonly DenialQueue _denials;
    private readonly TimeProvider _time;
    private readonly ILogger<AuditLog> _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Queue<AuditRow> _waiting = new();
    private long _acts;
    private long _late;
    private long _lost;
    private long _untold;

    public AuditLog(IAuditStore store, DenialQueue denials, TimeProvider time, Meter meter, ILogger<AuditLog> logger)
    {
        (_store, _denials, _time, _logger) = (store, denials, time, logger);
        meter.CreateObservableCounter("molnos_audit_acts_total", () => Volatile.Read(ref _acts), description: "Acts of management.");
        meter.CreateObservableCounter(
            "molnos_audit_acts_late_total", () => Volatile.Read(ref _late), description: "Acts that were answered before they stood in the audit log.");
        meter.CreateObservableCounter(
            "molnos_audit_acts_lost_total", () => Volatile.Read(ref _lost), description: "Acts that will never stand in the audit log.");
        meter.CreateObservableCounter("molnos_audit_denials_total", () => denials.Total, description: "Requests and calls of functions that were denied.");
        meter.CreateObservableCounter(
            "molnos_audit_denials_dropped_total", () => denials.Dropped, description: "Denials that stand in the audit log as a number only.");
    }

    /// <summary>Writes an act down. It is on disk when this ends, or else logged, counted and waiting. Never throws: what was done is answered.</summary>
    public async Task RecordAsync(AuditRow act)
    {
        act = AuditText.Bound(act);
        Interlocked.Increment(ref _acts);
        try
        {
            await _store.AppendAsync([act], CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Whatever it is, the act has been done, and its caller must hear so.
            Interlocked.Increment(ref _late);
            LogLate(exception, act.ActorType, act.ActorId, act.Action, act.Target, act.Status);
            Wait(act);
        }
    }

    /// <summary>Writes down what the server itself did to an account.</summary>
    public Task RecordAsync(CallerIdentity account, Permission action) => RecordAsync(
        AuditActors.Server.Record(_time.GetUtcNow(), AuditOutcome.Done, action.ToString()) with { Target = account.Id, TargetName = account.Name });

    /// <summary>Takes a denial; never waits, never throws.</summary>
    public void Deny(AuditRow denial) => _denials.Add(denial);

    /// <summary>Takes the denial of a request; never waits, never throws.</summary>
    public void Deny(HttpContext context, DeniedRequest denied) => Deny(denied.ToRow(context, _time.GetUtcNow()));

    /// <summary>The newest records that match. Sees every act answered and every denial made before the call.</summary>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<AuditPage> ReadAsync(AuditRowQuery query, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await _store.ReadAsync(query, cancellationToken);
    }

    /// <summary>Writes what waits. What cannot be written waits on, or becomes a number.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var acts = TakeWaiting();
            var denials = _denials.TakeAll();
            if (acts.Count + denials.Count > 0)
            {
                await WriteAsync(acts, denials);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task WriteAsync(List<AuditRow> acts, List<AuditRow> denials)
    {
        try
        {
            await _store.AppendAsync([.. acts, .. denials], CancellationToken.None);
        }
        catch (StorageException exception)
        {
            LogUnwritten(exception, acts.Count, denials.Sum(denial => denial.Count));
            acts.ForEach(Wait);
            _denials.GiveUp(denials);
        }
    }

    private void Wait(AuditRow act)
    {
        lock (_waiting)
        {
            if (act.Outcome == AuditOutcome.Dropped)
            {
                _untold += act.Count;
            }
            else if (_waiting.Count < MostWaiting)
            {
                _waiting.Enqueue(act);
            }
            else
            {
                _untold++;
                Interlocked.Increment(ref _lost);
            }
        }
    }

    private List<AuditRow> TakeWaiting()
    {
        lock (_waiting)
        {
            List<AuditRow> acts = [.. _waiting];
            _waiting.Clear();
            if (_untold > 0)
            {
                acts.Add(AuditActors.Server.Record(_time.GetUtcNow(), AuditOutcome.Dropped, LostAction) with { Count = _untold });
                _untold = 0;
            }

            return acts;
        }
    }

    [LoggerMessage(220, LogLevel.Error, "An act is not in the audit log, and waits in memory: {ActorType} {Actor} did {Action} to {Target}, answered with {Status}.")]
    private partial void LogLate(Exception exception, string actorType, string actor, string action, string? target, int? status);

    [LoggerMessage(221, LogLevel.Error, "The audit log cannot be written: {Acts} acts wait, {Denials} denials become a number.")]
    private partial void LogUnwritten(Exception exception, int acts, long denials);
}
