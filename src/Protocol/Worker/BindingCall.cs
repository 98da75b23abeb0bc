namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>A call of a service by an invocation, to be answered once.</summary>
public sealed class BindingCall
{
    private readonly WorkerChannel _channel;
    private readonly long _requestId;
    private int _isAnswered;

    internal BindingCall(WorkerChannel channel, long requestId)
    {
        _channel = channel;
        _requestId = requestId;
    }

    /// <summary>The invocation it says it belongs to; whether that one is open is for the hearer to check.</summary>
    public required InvocationId Invocation { get; init; }

    /// <summary>Name of the service.</summary>
    public required string Service { get; init; }

    /// <summary>Name of its method.</summary>
    public required string Method { get; init; }

    /// <summary>The arguments, a raw JSON array.</summary>
    public required ReadOnlyMemory<byte> Args { get; init; }

    /// <summary>Called once it has been answered; for whoever counts open calls.</summary>
    public Action<BindingCall>? Answered { get; set; }

    /// <summary>Answers with valid JSON. A result that does not fit into a line becomes a <c>limit_exceeded</c>.</summary>
    public void Answer(ReadOnlySpan<byte> json)
    {
        TakeTurn();
        try
        {
            _channel.AnswerBinding(_requestId, json);
        }
        finally
        {
            Answered?.Invoke(this);
        }
    }

    /// <summary>Answers with an error.</summary>
    /// <param name="code">One of the codes the README of this project names.</param>
    /// <param name="message">What went wrong and what to do, for the function's author.</param>
    public void Fail(string code, string message)
    {
        TakeTurn();
        try
        {
            _channel.FailBinding(_requestId, code, message);
        }
        finally
        {
            Answered?.Invoke(this);
        }
    }

    private void TakeTurn()
    {
        if (Interlocked.Exchange(ref _isAnswered, 1) != 0)
        {
            throw new InvalidOperationException($"The call of {Service}.{Method} has been answered already.");
        }
    }
}
