using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Fetch;

/// <summary>One fetch that is open: its request, its response, and the connection that both go over. Ended, it lets go of all.</summary>
internal sealed class Exchange : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly FetchOptions _options;
    private readonly HttpRequestMessage _message;
    private readonly Task<HttpResponseMessage> _sent;
    private readonly UploadContent? _upload;
    private ResponseBody? _body;
    private int _isAnswered;
    private int _isReading;
    private int _isWriting;
    private int _isEnded;

    /// <summary>Sends a request.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="chain">The functions it comes through.</param>
    /// <param name="share">The slot that it holds.</param>
    /// <param name="parts">What all have in common.</param>
    /// <param name="invocationEnded">Fires when the invocation is over.</param>
    public Exchange(FetchRequest request, CallChain chain, FunctionShare share, FetchParts parts, CancellationToken invocationEnded)
    {
        _options = parts.Options;
        Request = request;
        Share = share;
        _over = CancellationTokenSource.CreateLinkedTokenSource(invocationEnded);
        _upload = request.IsStreamed ? new UploadContent(request.Length) : null;
        _message = parts.Client.MessageOf(request, chain, _upload);
        _message.Options.Set(HostConnector.LookupsKey, share.Lookups);
        _sent = SendAsync(parts.Client, _message, _over.Token);
    }

    /// <summary>What was asked for.</summary>
    public FetchRequest Request { get; }

    /// <summary>The slot that it holds.</summary>
    public FunctionShare Share { get; }

    /// <summary>Bytes of the two bodies so far.</summary>
    public (long Out, long In) Bytes => (_upload?.Taken ?? Request.Body?.Length ?? 0, _body?.Taken ?? 0);

    /// <summary>Whether it was ended.</summary>
    public bool IsEnded => Volatile.Read(ref _isEnded) == 1;

    /// <summary>The response, with what there is of its body.</summary>
    public async Task<BindingResult> AnswerAsync()
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) == 1)
        {
            return new BindingResult.Failed(BindingCodes.InvalidArgument, "The response was asked for already.");
        }

        var response = await ResponseAsync().ConfigureAwait(false);
        if ((int)response.StatusCode < 200)
        {
            return new BindingResult.Failed(BindingCodes.Unavailable, $"{Request.Url.Target} wants to speak another protocol than HTTP.");
        }

        var encodings = FetchAnswer.HasBody(Request.Method, response) ? [.. response.Content.Headers.ContentEncoding] : Array.Empty<string>();
        var content = await response.Content.ReadAsStreamAsync(_over.Token).ConfigureAwait(false);
        if (ResponseBody.Decode(content, encodings) is not { } decoded)
        {
            return new BindingResult.Failed(BindingCodes.Unavailable, $"The response is encoded as {string.Join(", ", encodings.Take(8))}, which cannot be decoded. Ask for another by the header accept-encoding.");
        }

        _body = new ResponseBody(decoded, FirstBytesOf(response));
        return await ReadAsync(mayWait: false, (piece, isEnd) => FetchAnswer.Of(response, ResponseBody.IsDecoded(encodings), piece, isEnd)).ConfigureAwait(false);
    }

    /// <summary>The next piece of the response's body.</summary>
    public Task<BindingResult> ReadAsync() => ReadAsync(mayWait: true, FetchAnswer.Of);

    /// <summary>Takes a piece of the request's body.</summary>
    public async Task<BindingResult> WriteAsync(ReadOnlyMemory<byte> piece, bool isLast)
    {
        if (_upload is null || Interlocked.Exchange(ref _isWriting, 1) == 1)
        {
            return new BindingResult.Failed(BindingCodes.InvalidArgument, "The body of this request does not come in pieces, or a piece is being written already.");
        }

        if (_upload.Taken + piece.Length > _options.MaxRequestBytes)
        {
            return new BindingResult.Failed(BindingCodes.LimitExceeded, FetchRequest.TooLong(_options) + ".");
        }

        var isMoreWanted = await _upload.WriteAsync(piece, isLast, _over.Token).AsTask().WaitAsync(_options.IdleTimeout, _over.Token).ConfigureAwait(false);
        Volatile.Write(ref _isWriting, isLast ? 1 : 0);
        return isMoreWanted ? BindingResult.True : BindingResult.False;
    }

    /// <summary>Ends it, wherever it is.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            _over.Cancel();
            _ = LetGoAsync();
        }
    }

    private async Task<BindingResult> ReadAsync(bool mayWait, Func<ReadOnlyMemory<byte>, bool, BindingResult> resultOf)
    {
        if (_body is null || Interlocked.Exchange(ref _isReading, 1) == 1)
        {
            return new BindingResult.Failed(BindingCodes.InvalidArgument, "The response is not there yet, or a piece of it is being read already.");
        }

        var (piece, isEnd) = await _body.ReadAsync(mayWait, _options.IdleTimeout, _over.Token).ConfigureAwait(false);
        if (_body.Taken > _options.MaxResponseBytes)
        {
            return new BindingResult.Failed(BindingCodes.LimitExceeded, $"The body of the response is longer than {_options.MaxResponseBytes} bytes (Fetch:MaxResponseBytes).");
        }

        var result = resultOf(piece, isEnd);
        if (isEnd)
        {
            Dispose();
        }

        Volatile.Write(ref _isReading, 0);
        return result;
    }

    /// <summary>The response; silence begins anew with each piece of the request's body, which may take long.</summary>
    private async Task<HttpResponseMessage> ResponseAsync()
    {
        while (true)
        {
            var taken = Bytes.Out;
            try
            {
                return await _sent.WaitAsync(_options.IdleTimeout, _over.Token).ConfigureAwait(false);
            }
            catch (TimeoutException) when (Bytes.Out > taken)
            {
                // The function was still sending.
            }
        }
    }

    /// <summary>What goes wrong while a request is made is its answer's fault too.</summary>
    private static async Task<HttpResponseMessage> SendAsync(FetchClient client, HttpRequestMessage message, CancellationToken over) =>
        await client.SendAsync(message, over).ConfigureAwait(false);

    private static int FirstBytesOf(HttpResponseMessage response) =>
        response.Content.Headers.ContentLength is { } length and < ResponseBody.MostPieceBytes ? (int)length + 1 : 16 * 1024;

    /// <summary>Waits until the request has come to its end, which is at once: its token has fired.</summary>
    private async Task LetGoAsync()
    {
        await ((Task)_sent).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_sent.IsCompletedSuccessfully)
        {
            (await _sent.ConfigureAwait(false)).Dispose();
        }

        _message.Dispose();
        _over.Dispose();
    }
}
