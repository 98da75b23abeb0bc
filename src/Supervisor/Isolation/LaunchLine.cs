namespace MolnOS.Sandbox.Isolation;

/// <summary>One command line, ready to start: nothing is inherited but what stands here.</summary>
/// <param name="FileName">Absolute path of the program.</param>
/// <param name="Arguments">Its arguments, each one word.</param>
/// <param name="Environment">Its whole environment.</param>
internal sealed record LaunchLine(
    string FileName, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);
