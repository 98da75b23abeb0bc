namespace MolnOS.Sandbox.Cli.Sources;

/// <summary>The code of a function, ready to be deployed.</summary>
/// <param name="Code">One text.</param>
/// <param name="Files">The files it was made of; none when it came from stdin.</param>
internal sealed record FunctionSource(string Code, IReadOnlyList<string> Files);

/// <summary>Whether code is bundled.</summary>
internal enum BundleChoice
{
    /// <summary>When it imports what a worker does not have.</summary>
    WhenNeeded,
    Always,
    Never,
}
