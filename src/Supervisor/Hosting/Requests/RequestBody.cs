using System.Buffers;
using Microsoft.AspNetCore.Http.Features;

namespace MolnOS.Sandbox.Hosting.Requests;

/// <summary>The whole body of a request in a pooled buffer, which goes back when the call is over.</summary>
internal struct RequestBody : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    /// <summary>What an announced length is worth before anything came: who announces much and sends little shall hold little.</summary>
    private const int MostTrustedBytes = 256 * 1024;

    private byte[]? _buffer;
    private int _length;

    /// <summary>The bytes as they arrived.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Whether it exceeded the limit; it was not read to its end then.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Whether a request can have a body at all.</summary>
    public static bool CanBeIn(HttpContext context) =>
        context.Request.ContentLength is > 0
        || (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true);

    /// <summary>Reads the body, up to <paramref name="limit"/> bytes.</summary>
    /// <exception cref="BadHttpRequestException">The caller broke HTTP.</exception>
    /// <exception cref="IOException">The caller left.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context, int limit)
    {
        var announced = context.Request.ContentLength;
        if (announced > limit)
        {
            return new RequestBody { IsTooLarge = true };
        }

        var body = new RequestBody { _buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(announced ?? Math.Min(FirstBytes, limit), MostTrustedBytes)) };
        try
        {
            var reader = context.Request.BodyReader;
            while (true)
            {
                var result = await reader.ReadAsync(context.RequestAborted);
                var isTaken = body.TryTake(result.Buffer, limit);
                reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted || !isTaken)
                {
                    return body;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _length = 0;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private bool TryTake(in ReadOnlySequence<byte> more, int limit)
    {
        var total = _length + more.Length;
        if (total > limit)
        {
            IsTooLarge = true;
            return false;
        }

        if (total > _buffer!.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit, Math.Max(total, 2L * _buffer.Length)));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        more.CopyTo(_buffer.AsSpan(_length));
        _length = (int)total;
        return true;
    }
}
