using System.IO.Pipelines;
using System.Text;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>An in-memory wire: the streams for the end under test, and the peer's end as lines.</summary>
internal sealed class Link
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Pipe _toPeer = new(new PipeOptions(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024));
    private readonly Pipe _fromPeer = new(new PipeOptions(pauseWriterThreshold: 0));

    public Link()
    {
        Input = _fromPeer.Reader.AsStream();
        Output = _toPeer.Writer.AsStream();
    }

    public Stream Input { get; }

    public Stream Output { get; }

    /// <summary>Sends bytes as one piece.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _fromPeer.Writer.WriteAsync(bytes);

    /// <summary>Sends text as one piece.</summary>
    public Task SendTextAsync(string text) => SendBytesAsync(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends lines as one piece.</summary>
    public Task SendAsync(params string[] lines) => SendTextAsync(string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Closes the peer's writing end.</summary>
    public void End() => _fromPeer.Writer.Complete();

    /// <summary>Closes the peer's reading end.</summary>
    public void StopReading() => _toPeer.Reader.Complete();

    /// <summary>The next line the end under test wrote; null at its end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var read = await _toPeer.Reader.ReadAsync(patience.Token);
            var newline = System.Buffers.BuffersExtensions.PositionOf(read.Buffer, (byte)'\n');
            if (newline is { } position)
            {
                var line = Encoding.UTF8.GetString(read.Buffer.Slice(0, position));
                _toPeer.Reader.AdvanceTo(read.Buffer.GetPosition(1, position));
                return line;
            }

            _toPeer.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }
}
