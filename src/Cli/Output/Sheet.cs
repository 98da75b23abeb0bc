namespace MolnOS.Sandbox.Cli.Output;

/// <summary>A table before it is drawn.</summary>
/// <param name="Columns">Headings; empty ones make a list of names and values without a frame.</param>
/// <param name="Rows">A cell for each column.</param>
/// <param name="Nothing">What is said when there are no rows.</param>
internal sealed record Sheet(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows, string Nothing);

/// <summary>One cell.</summary>
/// <param name="Text">Its text, as it came.</param>
/// <param name="Tone">How it is coloured.</param>
internal readonly record struct Cell(string Text, Tone Tone = Tone.Plain)
{
    public static implicit operator Cell(string text) => new(text);
}

/// <summary>What a colour means.</summary>
internal enum Tone
{
    Plain,
    Strong,
    Quiet,
    Good,
    Warning,
    Bad,
}
