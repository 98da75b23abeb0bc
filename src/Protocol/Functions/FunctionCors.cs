namespace MolnOS.Sandbox.Protocol.Functions;

/// <summary>Which pages of other origins may call a function from a browser.</summary>
public sealed record FunctionCors
{
    /// <summary>The only item of <see cref="Origins"/> where every origin may.</summary>
    public const string Any = "*";

    /// <summary>Origins such as <c>https://app.example.com</c> or <c>https://*.example.com</c>, or <see cref="Any"/> alone.</summary>
    public required IReadOnlyList<string> Origins { get; init; }

    /// <summary>Upper-case methods; null means those of the function.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>Lower-case names of headers that a page may send; null means every one.</summary>
    public IReadOnlyList<string>? Headers { get; init; }

    /// <summary>Lower-case names of headers of answers that a page may read beside the usual ones.</summary>
    public IReadOnlyList<string>? ExposeHeaders { get; init; }

    /// <summary>Whether the browser sends cookies along.</summary>
    public bool Credentials { get; init; }

    /// <summary>How long a browser may remember the answer to a preflight; null leaves it to the browser.</summary>
    public int? MaxAgeSeconds { get; init; }
}

/// <summary>The bounds of what can be said in <see cref="FunctionCors"/>, both ends included.</summary>
public static class FunctionCorsRanges
{
    /// <summary>Origins at most.</summary>
    public const int MostOrigins = 64;

    /// <summary>Methods, or names of headers, at most in a list.</summary>
    public const int MostNames = 64;

    /// <summary>Seconds.</summary>
    public static (int Least, int Most) MaxAgeSeconds => (0, 86_400);
}
