using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>Moves lines from the queue into the store in batches, then to whoever follows.</summary>
internal sealed partial class LogWriter(LogQueue queue, LogFollowers followers, ILogStore store, ILogger<LogWriter> logger) : BackgroundService
{
    private const int MostPerBatch = 512;

    private readonly List<LoggedLine> _lines = new(MostPerBatch);
    private readonly List<TaskCompletionSource> _marks = [];
    private long? _lastId;
    private long _lost;

    /// <summary>Writes what was appended, then ends: the loop ends when the queue is empty, not when it is told to.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Complete();
        if (ExecuteTask is { } loop)
        {
            await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await queue.Items.WaitToReadAsync(CancellationToken.None))
        {
            try
            {
                await WriteBatchAsync();
            }
            catch (Exception e)
            {
                // Top of the loop. Functions go on without their log rather than stop.
                if (_lost == 0)
                {
                    LinesLost(logger, e);
                }

                _lost += _lines.Count;
            }

            followers.Publish(_lines);
            _marks.ForEach(mark => mark.TrySetResult());
        }
    }

    private async Task WriteBatchAsync()
    {
        _lines.Clear();
        _marks.Clear();
        var id = _lastId ?? 0;
        while (_lines.Count < MostPerBatch && queue.Items.TryRead(out var item))
        {
            if (item.Line is { } line)
            {
                _lines.Add(new LoggedLine(++id, line));
            }
            else
            {
                _marks.Add(item.Mark!);
            }
        }

        if (_lines.Count == 0)
        {
            return;
        }

        if (_lastId is null)
        {
            _lastId = await store.ReadLastIdAsync(CancellationToken.None);
            for (var i = 0; i < _lines.Count; i++)
            {
                _lines[i] = _lines[i] with { Id = _lines[i].Id + _lastId.Value };
            }
        }

        _lastId += _lines.Count;
        await store.AppendAsync([.. _lines.Select(LogRows.ToRow)], CancellationToken.None);
        if (_lost > 0)
        {
            WritingAgain(logger, _lost);
            _lost = 0;
        }
    }

    [LoggerMessage(EventId = 920, Level = LogLevel.Error, Message = "What functions log cannot be stored at the moment. Live followers still see it.")]
    private static partial void LinesLost(ILogger logger, Exception reason);

    [LoggerMessage(EventId = 921, Level = LogLevel.Warning, Message = "What functions log is stored again; {Count} lines were lost.")]
    private static partial void WritingAgain(ILogger logger, long count);
}
