namespace MolnOS.Sandbox.Hosting.Errors;

/// <summary>A management request that cannot be done; it ends the request with an <see cref="ErrorAnswer"/> from anywhere below its endpoint.</summary>
internal sealed class RefusedException : Exception
{
    public RefusedException()
    {
    }

    public RefusedException(string message)
        : base(message)
    {
    }

    public RefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public RefusedException(int status, string message, TimeSpan? retryAfter = null)
        : base(message)
    {
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>The answer's status.</summary>
    public int Status { get; } = StatusCodes.Status400BadRequest;

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The permission that the caller lacks, where that is the reason; for the audit log.</summary>
    public string? Permission { get; init; }
}
