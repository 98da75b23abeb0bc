using System.Collections.Frozen;

namespace MolnOS.Sandbox.WebConsole;

/// <summary>The console's files, read when the first of them is asked for.</summary>
internal sealed class ConsoleFiles(string folder)
{
    private readonly Lazy<FrozenDictionary<string, ConsoleFile>> _all = new(() => ConsoleFile.ReadAll(folder));

    /// <summary>By their paths below <c>/console/</c>.</summary>
    public FrozenDictionary<string, ConsoleFile> All => _all.Value;
}
