using System.IO.Compression;

namespace MolnOS.Sandbox.Fetch;

/// <summary>
/// The body of a response, decoded, in pieces of what is at hand. A read that has to wait is kept for the next piece. One call at a time.
/// </summary>
internal sealed class ResponseBody(Stream content, int firstBytes)
{
    /// <summary>Most of a piece: its base64 stays below what .NET's garbage collector treats as large.</summary>
    public const int MostPieceBytes = 60 * 1024;

    private const int MostEncodings = 5;

    private byte[] _buffer = new byte[Math.Clamp(firstBytes, 1, MostPieceBytes)];
    private Task<int>? _pending;
    private int _start;

    /// <summary>Bytes read so far.</summary>
    public long Taken { get; private set; }

    /// <summary>A piece of the body, valid until the next call.</summary>
    /// <param name="mayWait">Whether to wait for the first byte; else the piece may be empty.</param>
    /// <param name="timeout">Limit of the wait.</param>
    /// <param name="over">Fires when nobody wants the body any more; the same for each call.</param>
    /// <exception cref="TimeoutException">Nothing came in time.</exception>
    public async ValueTask<(ReadOnlyMemory<byte> Bytes, bool IsEnd)> ReadAsync(bool mayWait, TimeSpan timeout, CancellationToken over)
    {
        if (_pending is null && _start > 0)
        {
            (_buffer, _start) = (_buffer.Length < MostPieceBytes ? new byte[MostPieceBytes] : _buffer, 0);
        }

        var end = _start;
        while (end < _buffer.Length)
        {
            var read = _pending ?? content.ReadAsync(_buffer.AsMemory(end), over).AsTask();
            _pending = null;
            if (!read.IsCompleted && (!mayWait || end > _start))
            {
                _pending = read;
                break;
            }

            var count = await read.WaitAsync(timeout, over).ConfigureAwait(false);
            if (count == 0)
            {
                return (_buffer.AsMemory(_start, end - _start), true);
            }

            (end, Taken) = (end + count, Taken + count);
        }

        var piece = _buffer.AsMemory(_start, end - _start);
        _start = end;
        return (piece, false);
    }

    /// <summary>The stream of decoded bytes; null when the encodings are more, or other, than can be decoded, though the worker would try.</summary>
    public static Stream? Decode(Stream content, IReadOnlyList<string> encodings)
    {
        if (encodings.Count > MostEncodings || encodings.Contains("zstd", StringComparer.OrdinalIgnoreCase))
        {
            return null;
        }

        // The last was applied last. One that nobody knows leaves the body as it is, as in browsers.
        return encodings.All(IsKnown) ? encodings.Reverse().Aggregate(content, DecodeOne) : content;
    }

    /// <summary>Whether a body in these encodings is decoded.</summary>
    public static bool IsDecoded(IReadOnlyList<string> encodings) => encodings.Count > 0 && encodings.All(IsKnown);

    private static bool IsKnown(string encoding) => encoding.ToLowerInvariant() is "gzip" or "x-gzip" or "deflate" or "br";

    private static Stream DecodeOne(Stream content, string encoding) => encoding.ToLowerInvariant() switch
    {
        "br" => new BrotliStream(content, CompressionMode.Decompress),
        "deflate" => new ZLibStream(content, CompressionMode.Decompress),
        _ => new GZipStream(content, CompressionMode.Decompress),
    };
}
