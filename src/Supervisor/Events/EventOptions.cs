using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Events;

/// <summary>Settings <c>Events:*</c>, but for the one of chains.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>Attempts to deliver, the first included.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 3;

    /// <summary>Longest wait before the second attempt; doubled for each further one. The wait itself is drawn between nothing and this.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryBaseDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What the longest wait grows to.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Deliveries to one function at once.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>Deliveries at once in all; each function may have one beyond it.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrent { get; set; } = 256;

    /// <summary>Deliveries to one function that may wait; further ones are dead letters at once.</summary>
    [Range(1, 10_000_000)]
    public int MaxWaiting { get; set; } = 100_000;

    /// <summary>Data of one event, as JSON.</summary>
    [Range(1024, 8 * 1024 * 1024)]
    public int MaxDataBytes { get; set; } = 1024 * 1024;

    /// <summary>Data of all events that are kept; finished ones go to make room, and where that does not help nothing can be emitted.</summary>
    [Range(1024L * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MaxStoredBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>How long a finished event is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Events that are kept; the oldest finished ones go first, others never for this.</summary>
    [Range(0, 10_000_000)]
    public int MaxKept { get; set; } = 100_000;

    /// <summary>How long a dead letter is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "3650.00:00:00")]
    public TimeSpan DeadLetterRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Dead letters that are kept; the oldest go first.</summary>
    [Range(1, 10_000_000)]
    public int MaxDeadLetters { get; set; } = 100_000;
}

/// <summary>Checks <see cref="EventOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class EventOptionsValidator : IValidateOptions<EventOptions>;
