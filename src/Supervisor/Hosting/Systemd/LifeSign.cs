namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>
/// Something that a server which still works does all the time; slices register theirs. What a restart would not mend, such as a full
/// disk, is no life sign but a <see cref="Health.ReadinessProbe"/>.
/// </summary>
/// <param name="Name">What it is, for the log.</param>
/// <param name="Check">Whether it has been done since the last check. One that never returns counts as no.</param>
internal sealed record LifeSign(string Name, Func<CancellationToken, ValueTask<bool>> Check);
