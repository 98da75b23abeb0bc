using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Settings;

namespace MolnOS.Sandbox.Cli.Commands;

/// <summary>What one run of a command works with: its arguments, the server, the terminal.</summary>
internal sealed class Session(ParseResult parse) : IDisposable
{
    private Display? _display;
    private Display? _errorDisplay;
    private Connection? _connection;
    private ApiClient? _api;

    public Surroundings Surroundings { get; } = ((CommandInvocation)parse.InvocationConfiguration).Surroundings;

    /// <summary>Whether people read the output, so that tables and colours are wanted.</summary>
    public bool IsForPeople => parse.GetValue(GlobalOptions.Output) switch
    {
        "table" => true,
        "json" => false,
        _ => Surroundings.IsOutTerminal,
    };

    /// <summary>What draws on stdout.</summary>
    public Display Display => _display ??= new Display(Surroundings.Out, Surroundings.IsOutTerminal);

    public Connection Connection => _connection ??= Connect();

    public ApiClient Api => _api ??= new ApiClient(Connection);

    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    public T? Get<T>(Argument<T> argument) => parse.GetValue(argument);

    /// <summary>An argument that cannot be left out.</summary>
    public string Need(Argument<string> argument) => parse.GetRequiredValue(argument);

    /// <summary>Whether the command line names this option.</summary>
    public bool Has(Option option) => parse.GetResult(option) is { Implicit: false };

    /// <summary>The server's own JSON for programs, or what <paramref name="show"/> draws for people.</summary>
    public void Print(ApiAnswer answer, Action<Display, JsonElement> show)
    {
        if (IsForPeople)
        {
            show(Display, answer.Json);
        }
        else
        {
            WriteLine(JsonLine.TryCompact(answer.Body) ?? answer.Body);
        }
    }

    /// <summary>JSON of ours for programs, or what <paramref name="show"/> draws for people.</summary>
    public void Print(JsonObject json, Action<Display> show)
    {
        if (IsForPeople)
        {
            show(Display);
        }
        else
        {
            WriteLine(JsonLine.TryCompact(Encoding.UTF8.GetBytes(json.ToJsonString()))!);
        }
    }

    /// <summary>A line of bytes on stdout, as they are.</summary>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        Write(line);
        Write("\n"u8);
    }

    /// <summary>Bytes on stdout, as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Surroundings.Out.Flush();
        Surroundings.OutStream.Write(bytes);
        Surroundings.OutStream.Flush();
    }

    /// <summary>Says on stderr what the user may want to know.</summary>
    public void Note(string text) => Surroundings.Error.WriteLine(VisibleText.Of(text));

    /// <summary>Says on stderr what is odd, but stops nothing.</summary>
    public void Warn(string text) => ErrorDisplay.Line(new Cell("warning: ", Tone.Warning), text);

    /// <summary>Says on stderr what went wrong and what to do.</summary>
    public void Complain(CommandFailedException failed)
    {
        ErrorDisplay.Line(new Cell("error: ", Tone.Bad), failed.Message);
        if (failed.Advice is not null)
        {
            ErrorDisplay.Line(failed.Advice);
        }
    }

    /// <summary>Does something that may take a while; people see that it goes on.</summary>
    public Task<T> WorkAsync<T>(string what, Func<Task<T>> work) =>
        IsForPeople && Surroundings.IsOutTerminal ? Display.WorkAsync(what, work) : work();

    public void Dispose() => _api?.Dispose();

    private Display ErrorDisplay => _errorDisplay ??= new Display(Surroundings.Error, isTerminal: !Console.IsErrorRedirected && Surroundings.IsOutTerminal);

    private Connection Connect()
    {
        var file = SettingsFile.Of(Surroundings);
        return Connection.Choose(parse.GetValue(GlobalOptions.Url), parse.GetValue(GlobalOptions.Token), Surroundings, () =>
        {
            if (file.IsOpenToOthers())
            {
                Warn($"{file.Path} can be read by others, and holds your token: run `chmod 600 {file.Path}`.");
            }

            return file.Read();
        });
    }
}
