using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace MolnOS.Sandbox.Observability;

/// <summary>One reader of a live log, with a bounded buffer: who reads too slowly misses lines, and is told how many.</summary>
internal sealed class LogFollower(FunctionLogQuery query)
{
    private const int Buffered = 1024;

    private readonly Channel<(long Id, FunctionLogLine Line)> _lines = Channel.CreateBounded<(long Id, FunctionLogLine Line)>(new BoundedChannelOptions(Buffered)
    {
        FullMode = BoundedChannelFullMode.Wait,
        SingleReader = true,
    });

    private readonly Lock _lock = new();
    private long _missed;

    /// <summary>Takes a line when it matches and there is room; never waits.</summary>
    public void Offer(LoggedLine logged)
    {
        if (logged.Line is not FunctionLogLine line || !query.Matches(line))
        {
            return;
        }

        lock (_lock)
        {
            // While lines are missing none is taken, so that the note about them stands where they would.
            if (_missed > 0 || !_lines.Writer.TryWrite((logged.Id, line)))
            {
                _missed++;
            }
        }
    }

    /// <summary>No more lines come.</summary>
    public void Complete() => _lines.Writer.TryComplete();

    /// <summary>Lines after <paramref name="lastId"/> as they come.</summary>
    public async IAsyncEnumerable<FunctionLogLine> ReadAsync(long lastId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await _lines.Reader.WaitToReadAsync(cancellationToken))
        {
            FunctionLogLine? latest = null;
            while (_lines.Reader.TryRead(out var next))
            {
                latest = next.Line;
                if (next.Id > lastId)
                {
                    yield return latest;
                }
            }

            var missed = TakeMissed();
            if (latest is not null && missed > 0)
            {
                yield return latest with
                {
                    Level = LogSeverity.Warn,
                    Message = $"{missed} log lines are missing here: they came faster than they were read.",
                    InvocationId = null,
                    FieldsJson = null,
                };
            }
        }
    }

    private long TakeMissed()
    {
        lock (_lock)
        {
            var missed = _missed;
            _missed = 0;
            return missed;
        }
    }
}
