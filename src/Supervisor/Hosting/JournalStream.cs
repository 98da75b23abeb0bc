namespace MolnOS.Sandbox.Hosting;

/// <summary>Knows whether journald reads what we write to stderr: it says so in <c>JOURNAL_STREAM</c>, by the socket that it gave us.</summary>
internal static class JournalStream
{
    private const string Variable = "JOURNAL_STREAM";
    private const string Stderr = "/proc/self/fd/2";

    /// <summary>Whether it reads this process's stderr.</summary>
    public static bool HasStderr() => IsSame(Environment.GetEnvironmentVariable(Variable), TargetOf(Stderr));

    /// <summary>Whether a descriptor is the socket of the variable, which children inherit even where their stderr goes elsewhere.</summary>
    /// <param name="variable"><c>device:inode</c>.</param>
    /// <param name="target">What the descriptor leads to, such as <c>socket:[12345]</c>.</param>
    public static bool IsSame(string? variable, string? target) =>
        variable?.Split(':') is [_, { Length: > 0 } inode] && string.Equals(target, $"socket:[{inode}]", StringComparison.Ordinal);

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
