namespace MolnOS.Sandbox.Schemas;

/// <summary>What came of validating a value.</summary>
internal abstract record SchemaVerdict
{
    private SchemaVerdict()
    {
    }

    /// <summary>It was validated.</summary>
    public sealed record Given(int Version, bool IsValid, IReadOnlyList<SchemaError> Errors) : SchemaVerdict;

    /// <summary>There is no such schema or version.</summary>
    public sealed record NotFound(string Message) : SchemaVerdict;

    /// <summary>It takes more than there is for one validation; another try will end the same way.</summary>
    /// <param name="Status">What it is over HTTP.</param>
    /// <param name="Message">What it took too much of.</param>
    public sealed record TooCostly(int Status, string Message) : SchemaVerdict;

    /// <summary>It cannot be done now.</summary>
    public sealed record Unavailable(string Message, TimeSpan RetryAfter) : SchemaVerdict;
}
