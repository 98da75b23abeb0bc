using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Observability;

/// <summary>How much a log line matters.</summary>
internal enum LogSeverity
{
    Debug,
    Info,
    Warn,
    Error,
}

/// <summary>The one table of what the levels are called.</summary>
internal static class LogLevels
{
    /// <summary>All names, the least level first.</summary>
    public static readonly IReadOnlyList<string> Names = ["debug", "info", "warn", "error"];

    public static string NameOf(LogSeverity level) => Names[(int)level];

    public static bool TryParse(string name, [NotNullWhen(true)] out LogSeverity? level)
    {
        level = name switch
        {
            "debug" => LogSeverity.Debug,
            "info" => LogSeverity.Info,
            "warn" => LogSeverity.Warn,
            "error" => LogSeverity.Error,
            _ => null,
        };
        return level is not null;
    }
}
