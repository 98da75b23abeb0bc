namespace MolnOS.Sandbox.Observability;

/// <summary>What lines of the log are filed under. Pure.</summary>
internal static class ServiceNames
{
    public const int MostChars = 128;

    private const string Functions = "functions";

    /// <summary>The name of a function's lines.</summary>
    public static string OfFunction(string functionId) => $"{Functions}.{functionId}";

    /// <summary>The function whose lines have a name that <see cref="OfFunction"/> gave.</summary>
    public static string FunctionOf(string service) => service[(Functions.Length + 1)..];

    /// <summary>What is wrong with a name that somebody outside chose, as the rest of a sentence about it; null when nothing is.</summary>
    public static string? FaultOf(string service) =>
        service.Length is 0 or > MostChars || !char.IsAsciiLetterOrDigit(service[0]) || !service.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-')
            ? $"must begin with a letter or digit and have at most {MostChars} characters of A-Z, a-z, 0-9, ., _ and -"
        : service.Split('.')[0].Equals(Functions, StringComparison.OrdinalIgnoreCase)
            ? "must be another: functions, and what begins with functions., is for what functions log"
        : null;
}
