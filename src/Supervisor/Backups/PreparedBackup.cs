using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Backups;

/// <summary>A backup whose moment has passed, and which is yet to be sent. Its disposal lets everything go that was kept for it.</summary>
/// <param name="Facts">What it says of itself.</param>
/// <param name="Snapshot">The databases.</param>
/// <param name="SecretsKey">The file of the key of the secrets; null when it is left out.</param>
/// <param name="Ended">Told of the disposal.</param>
internal sealed record PreparedBackup(BackupFacts Facts, DataSnapshot Snapshot, string? SecretsKey, Action Ended) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Snapshot.Dispose();
        Ended();
    }
}
