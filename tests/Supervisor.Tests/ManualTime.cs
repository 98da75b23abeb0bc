namespace MolnOS.Sandbox.Supervisor.Tests;

/// <summary>Time that passes only when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What passes each time somebody looks.</summary>
    public TimeSpan AtEachLook { get; set; }

    public override DateTimeOffset GetUtcNow() => _now += AtEachLook;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Pass(TimeSpan time) => _now += time;
}
