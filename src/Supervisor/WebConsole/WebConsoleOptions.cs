namespace MolnOS.Sandbox.WebConsole;

/// <summary>Whether the console is served.</summary>
internal sealed class WebConsoleOptions
{
    /// <summary>Off, <c>/console</c> is a 404.</summary>
    public bool Enabled { get; set; } = true;
}
