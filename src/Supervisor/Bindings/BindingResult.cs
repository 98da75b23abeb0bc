namespace MolnOS.Sandbox.Bindings;

/// <summary>What a service says to a function.</summary>
internal abstract record BindingResult
{
    private BindingResult()
    {
    }

    /// <summary>The method gives <c>undefined</c>.</summary>
    public static BindingResult Undefined { get; } = new Nothing();

    /// <summary>The method gives <c>true</c>.</summary>
    public static BindingResult True { get; } = new Value("true"u8.ToArray());

    /// <summary>The method gives <c>false</c>.</summary>
    public static BindingResult False { get; } = new Value("false"u8.ToArray());

    /// <summary>No value.</summary>
    public sealed record Nothing : BindingResult;

    /// <summary>A JSON value.</summary>
    /// <param name="Json">Valid JSON text.</param>
    public sealed record Value(ReadOnlyMemory<byte> Json) : BindingResult;

    /// <summary>Bytes, which the function gets as a <c>Buffer</c>.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Content) : BindingResult;

    /// <summary>An object whose member <c>body</c> is bytes, which the function gets as a <c>Buffer</c>.</summary>
    /// <param name="Json">Valid JSON text of an object without that member.</param>
    /// <param name="Body">The bytes.</param>
    public sealed record WithBytes(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Body) : BindingResult;

    /// <summary>The method rejects.</summary>
    /// <param name="Code">One of <see cref="BindingCodes"/>.</param>
    /// <param name="Message">What went wrong and what to do, for the function's author.</param>
    public sealed record Failed(string Code, string Message) : BindingResult;
}

/// <summary>The one table of the codes that a rejected method carries.</summary>
internal static class BindingCodes
{
    /// <summary>The function's bindings do not allow it, or its invocation is over.</summary>
    public const string PermissionDenied = "permission_denied";

    /// <summary>What it names is not there.</summary>
    public const string NotFound = "not_found";

    /// <summary>An argument is missing, of the wrong type, or out of range.</summary>
    public const string InvalidArgument = "invalid_argument";

    /// <summary>The service cannot do it now; another try may succeed.</summary>
    public const string Unavailable = "unavailable";

    /// <summary>It is more than the service takes.</summary>
    public const string LimitExceeded = "limit_exceeded";
}
