using System.Text;
using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// Drains what a worker prints: cuts it into lines, keeps the last ones for an obituary, and drops what exceeds its rate. It always
/// reads, so that a printing function can never stall on a full pipe, and never holds more than one line and the tail.
/// </summary>
internal sealed partial class LogPipe(Stream output, Action<string> onLine, int bytesPerSecond, TimeProvider time)
{
    /// <summary>Lines kept for the obituary.</summary>
    public const int TailLines = 20;

    /// <summary>Longest line; the rest of a longer one is cut.</summary>
    public const int MaxLineBytes = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly byte[] _line = new byte[MaxLineBytes];
    private int _length;
    private long _cut;
    private long _windowStart = time.GetTimestamp();
    private long _windowBytes;
    private long _dropped;

    /// <summary>Completes when the pipe is at its end.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate)
            {
                return [.. _tail];
            }
        }
    }

    /// <summary>Begins reading.</summary>
    public void Start() => Completion = ReadAsync();

    private async Task ReadAsync()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await output.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0)
            {
                Split(buffer.AsSpan(0, read));
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The process is gone; what was read is what there is.
        }

        if (_length > 0)
        {
            EndLine();
        }

        ReportDropped();
    }

    private void Split(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var kept = part[..Math.Min(part.Length, MaxLineBytes - _length)];
            kept.CopyTo(_line.AsSpan(_length));
            _length += kept.Length;
            _cut += part.Length - kept.Length;
            if (end < 0)
            {
                return;
            }

            EndLine();
            bytes = bytes[(end + 1)..];
        }
    }

    private void EndLine()
    {
        var bytes = _length;
        var cut = _cut;
        _length = 0;
        _cut = 0;
        if (!IsWithinRate(bytes))
        {
            _dropped++;
            return;
        }

        var line = Encoding.UTF8.GetString(_line, 0, bytes);
        if (NativeStackLine().IsMatch(line))
        {
            return;
        }

        line = cut > 0 ? $"{line}… [{cut} more bytes cut]" : line;
        lock (_gate)
        {
            if (_tail.Count == TailLines)
            {
                _tail.Dequeue();
            }

            _tail.Enqueue(line);
        }

        onLine(line);
    }

    private bool IsWithinRate(int bytes)
    {
        if (time.GetElapsedTime(_windowStart) >= TimeSpan.FromSeconds(1))
        {
            ReportDropped();
            _windowStart = time.GetTimestamp();
            _windowBytes = 0;
        }

        _windowBytes += bytes + 1;
        return _windowBytes <= bytesPerSecond;
    }

    private void ReportDropped()
    {
        if (_dropped > 0)
        {
            onLine($"[{_dropped} lines dropped: more than {bytesPerSecond} bytes a second]");
            _dropped = 0;
        }
    }

    /// <summary>
    /// Node's own crash reports name addresses and paths of this machine, which tell a function's author nothing and would push the
    /// line that says what happened out of the tail.
    /// </summary>
    [GeneratedRegex(@"^\s*(\d+: 0x[0-9a-f]+ .*|----- Native stack trace -----|)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NativeStackLine();
}
