using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>Settings of the worker pool, section <c>Workers</c>.</summary>
internal sealed class WorkersOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Workers";

    /// <summary>Blank workers kept ready.</summary>
    [Range(0, 64)]
    public int Warm { get; set; } = 2;

    /// <summary>Workers at most, blank ones aside.</summary>
    [Range(1, 10_000)]
    public int Max { get; set; } = 256;

    /// <summary>How long a worker may be idle before it goes.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a start may take until the worker says it is ready.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long loading a function's code may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan LoadTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls of one function that may wait for a worker.</summary>
    [Range(0, 1_000_000)]
    public int QueueLimit { get; set; } = 1000;

    /// <summary>How long a call may wait for a worker.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:15:00")]
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes of log a second that one worker may write before lines are dropped.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int LogBytesPerSecond { get; set; } = 1024 * 1024;

    /// <summary>Longest message either way, in bytes.</summary>
    [Range(64 * 1024, 512 * 1024 * 1024)]
    public int MaxFrameBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Calls of services that may wait for an answer, of all workers together; one worker may have 1,024.</summary>
    [Range(64, 1_000_000)]
    public int MaxServiceCalls { get; set; } = 16_384;

    /// <summary>Bytes of the arguments of those calls; one worker may have 64 MiB.</summary>
    [Range(16 * 1024 * 1024, 1L << 36)]
    public long MaxServiceCallBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Memory a worker may hold beyond its function's limit (Node itself), in MiB.</summary>
    [Range(32, 1024)]
    public int BaseMemoryMb { get; set; } = 96;

    /// <summary>How well workers are walled off from this machine.</summary>
    public IsolationSetting Isolation { get; set; } = IsolationSetting.Auto;

    /// <summary>Walls that a test leaves out, separated by commas; refused in Production.</summary>
    [RegularExpression("^(bubblewrap|seccomp|cgroup|permissions)(,(bubblewrap|seccomp|cgroup|permissions))*$", ErrorMessage = "The field {0} must be a list of bubblewrap, seccomp, cgroup and permissions, separated by commas.")]
    public string? WallsOff { get; set; }

    /// <summary>Path of bubblewrap; null finds the one that the machine has installed.</summary>
    public string? BubblewrapPath { get; set; }

    /// <summary>Path of the Node binary; null finds the one that scripts/setup installed.</summary>
    public string? NodePath { get; set; }

    /// <summary>Folder of the shim; null means beside the program.</summary>
    public string? ShimPath { get; set; }
}

/// <summary>Checks <see cref="WorkersOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class WorkersOptionsValidator : IValidateOptions<WorkersOptions>;
