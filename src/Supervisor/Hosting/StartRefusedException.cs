namespace MolnOS.Sandbox.Hosting;

/// <summary>The supervisor cannot start, for a reason its operator can mend; the message is one line that says which.</summary>
internal sealed class StartRefusedException : Exception
{
    public StartRefusedException()
    {
    }

    public StartRefusedException(string message)
        : base(message)
    {
    }

    public StartRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether a setting is at fault.</summary>
    public bool IsConfiguration { get; init; }

    /// <summary>A setting is at fault; <paramref name="message"/> names its key.</summary>
    public static StartRefusedException ForSetting(string message) => new(message) { IsConfiguration = true };
}
