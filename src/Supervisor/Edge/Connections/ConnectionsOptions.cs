using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Edge.Connections;

/// <summary>How many connections there may be, and how long one may keep the server waiting.</summary>
internal sealed class ConnectionsOptions
{
    /// <summary>Connections open at once; a further one is closed as soon as it is made.</summary>
    [Range(1, 1_000_000)]
    public int Max { get; set; } = 10_000;

    /// <summary>Requests open at once in one HTTP/2 connection; further ones wait at the caller.</summary>
    [Range(1, 1000)]
    public int MaxStreams { get; set; } = 100;

    /// <summary>How long the headers of a request may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may lie idle between two requests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(130);

    /// <summary>Bytes of a body that must come each second, on average; 0 for any.</summary>
    [Range(0, 1024 * 1024)]
    public int MinBodyRate { get; set; } = 240;

    /// <summary>Bytes of an answer that the caller must take each second, on average, while the server has some for it; 0 for any.</summary>
    [Range(0, 1024 * 1024)]
    public int MinAnswerRate { get; set; } = 240;

    /// <summary>How long a body or an answer may be slower than that.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00", ConvertValueInInvariantCulture = true, ParseLimitsInInvariantCulture = true)]
    public TimeSpan RateGrace { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Checks <see cref="ConnectionsOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ConnectionsOptionsValidator : IValidateOptions<ConnectionsOptions>;
