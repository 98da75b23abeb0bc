using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Access.Audit;

/// <summary>
/// Denials on their way to the log. They may come in floods, from callers and from functions, so adding one waits for nothing: those that are alike
/// become one record with a number, and what is over the bounds becomes a number alone.
/// </summary>
internal sealed class DenialQueue(IOptions<AuditOptions> options, TimeProvider time)
{
    /// <summary>The action of a record that stands for denials which were too many.</summary>
    public const string DroppedAction = "audit.denials";

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<AuditRow, Alike> _alike = [];
    private readonly Dictionary<Source, Tally> _sources = [];
    private long _windowBegan = time.GetTimestamp();
    private int _taken;
    private long _nameless;
    private long _total;
    private long _dropped;

    /// <summary>Denials that ever came.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <summary>Those of them that are in the log only as a number.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Adds a denial; never waits, never throws.</summary>
    public void Add(AuditRow denial)
    {
        denial = AuditText.Bound(denial);
        var key = denial with { Timestamp = default, InvocationId = null };
        var isAnonymous = string.Equals(denial.ActorType, AuditActors.Anonymous.Type, StringComparison.Ordinal);
        var source = new Source(denial.ActorType, denial.ActorId, isAnonymous ? denial.Address : null);
        lock (_lock)
        {
            _total++;
            if (_alike.TryGetValue(key, out var alike))
            {
                alike.Count++;
                return;
            }

            StartWindowWhenDue();
            var tally = _sources.GetValueOrDefault(source);
            if (TryTake(tally))
            {
                (_sources[source] = tally ?? new Tally(denial)).Taken++;
                _alike.Add(key, new Alike(denial));
                return;
            }

            _dropped++;
            if (tally is null)
            {
                // Not even the names are kept of those who come when all is full: they can be made up.
                _nameless++;
            }
            else
            {
                tally.Dropped++;
            }
        }
    }

    /// <summary>What was taken out cannot be written: it becomes a number.</summary>
    public void GiveUp(IEnumerable<AuditRow> rows)
    {
        lock (_lock)
        {
            foreach (var row in rows)
            {
                _nameless += row.Count;
                _dropped += row.Outcome == AuditOutcome.Dropped ? 0 : row.Count;
            }
        }
    }

    /// <summary>Takes out what has come, with a record for each number.</summary>
    public List<AuditRow> TakeAll()
    {
        lock (_lock)
        {
            List<AuditRow> rows = [.. _alike.Values.Select(alike => alike.First with { Count = alike.Count })];
            _alike.Clear();
            foreach (var tally in _sources.Values.Where(tally => tally.Dropped > 0))
            {
                rows.Add(DropOf(tally.First, tally.Dropped));
                tally.Dropped = 0;
            }

            if (_nameless > 0)
            {
                rows.Add(DropOf(AuditActors.Server.Record(default, AuditOutcome.Dropped, DroppedAction), _nameless));
                _nameless = 0;
            }

            return rows;
        }
    }

    /// <summary>Whether there is room for one more of a source. What waits is bounded beside what comes: the disk may be slow.</summary>
    private bool TryTake(Tally? tally)
    {
        var most = options.Value.TotalDenialsPerSecond;
        if (_taken >= most || _alike.Count >= most || tally?.Taken >= options.Value.DenialsPerSecond)
        {
            return false;
        }

        _taken++;
        return true;
    }

    /// <summary>The bounds hold by the clock alone: who reads the log gives nobody more room in it.</summary>
    private void StartWindowWhenDue()
    {
        if (time.GetElapsedTime(_windowBegan) < Window)
        {
            return;
        }

        _windowBegan = time.GetTimestamp();
        _taken = 0;
        foreach (var (source, tally) in _sources)
        {
            tally.Taken = 0;
            if (tally.Dropped == 0)
            {
                _sources.Remove(source);
            }
        }
    }

    private AuditRow DropOf(AuditRow of, long count) => new()
    {
        Timestamp = time.GetUtcNow(),
        Outcome = AuditOutcome.Dropped,
        ActorId = of.ActorId,
        ActorName = of.ActorName,
        ActorType = of.ActorType,
        Address = of.Address,
        Action = DroppedAction,
        Count = count,
    };

    /// <summary>Whose denials they are. Callers without a token are told apart by where they come from.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Source(string Type, string Id, string? Address);

    /// <summary>Denials that differ in nothing but their moment and their call.</summary>
    private sealed class Alike(AuditRow first)
    {
        public AuditRow First { get; } = first;

        public long Count { get; set; } = first.Count;
    }

    /// <summary>What one source had in this window.</summary>
    private sealed class Tally(AuditRow first)
    {
        public AuditRow First { get; } = first;

        public int Taken { get; set; }

        public long Dropped { get; set; }
    }
}
