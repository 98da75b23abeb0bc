using Spectre.Console;
using Spectre.Console.Rendering;

namespace MolnOS.Sandbox.Cli.Output;

/// <summary>Draws for people: tables, coloured lines, progress. The only file that knows the drawing library.</summary>
internal sealed class Display
{
    private const int WidthWithoutTerminal = 1000;

    private readonly IAnsiConsole _console;

    public Display(TextWriter writer, bool isTerminal)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
        {
            _console.Profile.Width = WidthWithoutTerminal;
        }
    }

    /// <summary>A line whose parts have tones.</summary>
    public void Line(params ReadOnlySpan<Cell> parts)
    {
        var paragraph = new Paragraph();
        foreach (var part in parts)
        {
            paragraph.Append(VisibleText.Of(part.Text), StyleOf(part.Tone));
        }

        paragraph.Append("\n");
        _console.Write(paragraph);
    }

    public void Draw(Sheet sheet) => _console.Write(Build(sheet));

    /// <summary>Draws a sheet again and again over itself, until there are no more.</summary>
    public Task DrawLiveAsync(IAsyncEnumerable<Sheet> sheets, CancellationToken cancellationToken) =>
        _console.Live(new Text("")).StartAsync(async context =>
        {
            await foreach (var sheet in sheets.WithCancellation(cancellationToken))
            {
                context.UpdateTarget(Build(sheet));
            }
        });

    /// <summary>Shows that something goes on while it does.</summary>
    public Task<T> WorkAsync<T>(string what, Func<Task<T>> work) => _console.Status().Spinner(Spinner.Known.Dots).StartAsync(Markup.Escape(what), _ => work());

    private static IRenderable Build(Sheet sheet)
    {
        if (sheet.Rows.Count == 0)
        {
            return new Text(sheet.Nothing + "\n", StyleOf(Tone.Quiet));
        }

        var isFramed = sheet.Columns.Any(column => column.Length > 0);
        var table = new Table().Border(isFramed ? TableBorder.Rounded : TableBorder.None).BorderStyle(StyleOf(Tone.Quiet));
        table.ShowHeaders = isFramed;
        foreach (var column in sheet.Columns)
        {
            table.AddColumn(new TableColumn(new Text(column, StyleOf(Tone.Strong))));
        }

        foreach (var row in sheet.Rows)
        {
            table.AddRow(row.Select(cell => new Text(VisibleText.OnOneLine(cell.Text), StyleOf(cell.Tone))));
        }

        return table;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Plain => Style.Plain,
        Tone.Strong => new Style(decoration: Decoration.Bold),
        Tone.Quiet => new Style(Color.Grey),
        Tone.Good => new Style(Color.Green),
        Tone.Warning => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red),
    };
}
