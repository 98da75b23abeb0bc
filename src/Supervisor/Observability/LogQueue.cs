using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Observability;

/// <summary>A line to be written, or a mark that tells its owner when everything before it has been.</summary>
internal readonly record struct LogItem(LogLine? Line, TaskCompletionSource? Mark);

/// <summary>
/// The way into the log: bounded in lines, and in bytes a second for each function, and for all lines together that come from outside. What does not fit is
/// dropped and counted, or refused to who posted it.
/// </summary>
internal sealed class LogQueue
{
    private const int LongestMessageBytes = 16 * 1024;
    private const int LongestFieldsBytes = 16 * 1024;
    private const int LineOverheadBytes = 64;
    private const string CutMarker = "... (cut: a line is at most 16 KiB)";

    private readonly ConcurrentDictionary<string, LogBudget> _budgets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _droppers = new();
    private readonly LogBudget _posted;
    private readonly Channel<LogItem> _items;
    private readonly LogOptions _options;
    private readonly TimeProvider _time;

    public LogQueue(IOptions<LogOptions> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _posted = new LogBudget(_options.PostedBytesPerSecond, time);
        // Wait mode, so that a failed try tells us: a line is then dropped and counted, a mark waits for room.
        _items = Channel.CreateBounded<LogItem>(new BoundedChannelOptions(_options.QueuedLines)
        {
            FullMode = BoundedChannelFullMode.Wait,
            SingleReader = true,
        });
    }

    /// <summary>Where the writer takes items from.</summary>
    public ChannelReader<LogItem> Items => _items.Reader;

    /// <summary>Takes a function's line when it fits; never waits.</summary>
    public void Append(FunctionLogLine line)
    {
        var cut = Cut(line);
        var budget = BudgetOf(line.FunctionId);
        if ((!budget.TryTake(BytesOf(cut)) || !_items.Writer.TryWrite(new LogItem(cut, Mark: null))) && budget.Drop(1))
        {
            _droppers.Enqueue(line.FunctionId);
        }
    }

    /// <summary>Takes a line from outside; false when it does not fit. Never waits.</summary>
    public bool TryAppend(PostedLogLine line)
    {
        var cut = Cut(line);
        return _posted.TryTake(BytesOf(cut)) && _items.Writer.TryWrite(new LogItem(cut, Mark: null));
    }

    /// <summary>Appends a line for each function that had lines dropped since the last time, saying how many.</summary>
    public void AppendDropNotes()
    {
        for (var waiting = _droppers.Count; waiting > 0 && _droppers.TryDequeue(out var functionId); waiting--)
        {
            var budget = BudgetOf(functionId);
            var dropped = budget.TakeDropped();
            var note = new FunctionLogLine(
                functionId, _time.GetUtcNow(), LogSeverity.Warn,
                $"{dropped} log lines were dropped: they came faster than a function may log ({_options.BytesPerSecond} bytes a second), or than could be written.",
                InvocationId: null, IsLate: false, FieldsJson: null);
            if (dropped > 0 && !_items.Writer.TryWrite(new LogItem(note, Mark: null)) && budget.Drop(dropped))
            {
                _droppers.Enqueue(functionId);
            }
        }
    }

    /// <summary>Ends when every line appended before has been written, or the log has ended.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        AppendDropNotes();
        var mark = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _items.Writer.WriteAsync(new LogItem(Line: null, mark), cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return;
        }

        await mark.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no more lines.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>Forgets a removed function's budget.</summary>
    public void Forget(string functionId) => _budgets.TryRemove(functionId, out _);

    private static LogLine Cut(LogLine line)
    {
        if (Encoding.UTF8.GetByteCount(line.Message) > LongestMessageBytes)
        {
            line = line with { Message = Head(line.Message, LongestMessageBytes - CutMarker.Length) + CutMarker };
        }

        // Half a JSON object is none, so fields that are too long go as a whole.
        return line.FieldsJson is { } fields && Encoding.UTF8.GetByteCount(fields) > LongestFieldsBytes
            ? line with { FieldsJson = """{"cut":"fields are at most 16 KiB"}""" }
            : line;
    }

    private static int BytesOf(LogLine line) => LineOverheadBytes + Encoding.UTF8.GetByteCount(line.Message) + Encoding.UTF8.GetByteCount(line.FieldsJson ?? "");

    private static string Head(string text, int bytes)
    {
        var used = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            used += rune.Utf8SequenceLength;
            if (used > bytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private LogBudget BudgetOf(string functionId) =>
        _budgets.TryGetValue(functionId, out var budget) ? budget : _budgets.GetOrAdd(functionId, new LogBudget(_options.BytesPerSecond, _time));
}
