namespace MolnOS.Sandbox.Cli.Output;

/// <summary>What is around the program: its streams, whether people sit at them, and its environment.</summary>
internal sealed record Surroundings
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required Stream OutStream { get; init; }

    public required Stream In { get; init; }

    /// <summary>Whether a person reads the output.</summary>
    public required bool IsOutTerminal { get; init; }

    /// <summary>Whether a person can be asked.</summary>
    public required bool IsInTerminal { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess()
    {
        var output = Console.OpenStandardOutput();
        return new Surroundings
        {
            Out = new StreamWriter(output) { AutoFlush = true },
            Error = new StreamWriter(Console.OpenStandardError()) { AutoFlush = true },
            OutStream = output,
            In = Console.OpenStandardInput(),
            IsOutTerminal = !Console.IsOutputRedirected,
            IsInTerminal = !Console.IsInputRedirected,
            Environment = System.Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal),
        };
    }

    /// <summary>A variable that is set and not empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
