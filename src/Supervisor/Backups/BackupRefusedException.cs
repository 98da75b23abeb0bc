namespace MolnOS.Sandbox.Backups;

/// <summary>A backup is not restored; the message says why, to whoever wanted it.</summary>
internal sealed class BackupRefusedException(string message) : Exception(message);
