using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting;

/// <summary>How an operator's log line looks.</summary>
internal enum LogFormat
{
    /// <summary>One line for people; without the time and with the level as journald reads it where that takes the lines.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}

/// <summary>What the supervisor itself logs, to stderr.</summary>
internal sealed class LoggingOptions
{
    /// <summary>Least level that is written.</summary>
    [EnumDataType(typeof(LogLevel))]
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>Other levels for single slices, which are the folders of the source, such as <c>Events</c>.</summary>
    public Dictionary<string, LogLevel> Slices { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Other levels for single categories, by prefix.</summary>
    public Dictionary<string, LogLevel> Categories { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Text or JSON.</summary>
    [EnumDataType(typeof(LogFormat))]
    public LogFormat Format { get; set; }
}

/// <summary>Checks <see cref="LoggingOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class LoggingOptionsValidator : IValidateOptions<LoggingOptions>;
