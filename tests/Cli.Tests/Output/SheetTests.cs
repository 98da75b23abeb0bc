using System.Text.Json;
using MolnOS.Sandbox.Cli.Functions;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Tests.Output;

/// <summary>Answers of the server as tables.</summary>
public sealed class SheetTests
{
    private const string Function = """
        {"id":"abcdefgh","name":"shop","endpoint":"/functions/run/abcdefgh","methods":["GET","POST"],
         "triggers":[{"type":"http"},{"type":"event","eventName":"order.created"},{"type":"schedule","cron":"0 * * * *"}],
         "allowUnauthenticated":true,"passAllHeaders":false,"version":3,"context":"trade",
         "bindings":[{"service":"databases","permissions":[{"resource":"table","actions":["read"],"targets":["a","b"]},{}]}],
         "env":{"A":"1","KEY":{"secret":true}},"limits":{"timeoutMs":2000},
         "createdAt":"2026-11-23T00:26:23.270Z","updatedAt":"2026-11-23T00:26:23.270Z"}
        """;

    [Fact]
    public void A_list_has_a_row_for_each_function()
    {
        using var answer = JsonDocument.Parse($$"""{"success":true,"count":1,"functions":[{{Function}}]}""");

        var row = FunctionSheets.List(answer.RootElement).Rows.Should().ContainSingle().Subject;

        row.Select(cell => cell.Text).Take(6).Should().Equal("shop", "abcdefgh", "3", "http, event order.created, schedule 0 * * * *", "GET,POST", "public");
    }

    [Fact]
    public void One_function_is_a_list_of_what_is_set_and_no_secret()
    {
        using var function = JsonDocument.Parse(Function);

        var rows = FunctionSheets.One(function.RootElement, new Uri("http://localhost:3000")).Rows.ToDictionary(row => row[0].Text, row => row[1].Text, StringComparer.Ordinal);

        rows["url"].Should().Be("http://localhost:3000/functions/run/abcdefgh");
        rows["bindings"].Should().Be("databases read of a,b and all of the whole service");
        rows["env"].Should().Be("A=1, KEY (secret)");
        rows["limits"].Should().Be("timeoutMs 2000");
    }

    [Fact]
    public void An_empty_table_says_what_to_do()
    {
        using var answer = JsonDocument.Parse("""{"success":true,"count":0,"functions":[]}""");

        Draw(FunctionSheets.List(answer.RootElement)).Should().Be("No functions yet. `molnos functions deploy <name> <file>` makes one.\n");
    }

    [Fact]
    public void A_table_is_drawn_without_colour_and_uncut_when_nobody_sits_there()
    {
        var text = Draw(new Sheet(["NAME", "TEXT"], [[new Cell("a", Tone.Bad), new string('x', 300)], ["b\u001b[0m", "c"]], ""));

        text.Should().Contain(new string('x', 300)).And.Contain("b␛[0m").And.NotContain("\u001b");
    }

    private static string Draw(Sheet sheet)
    {
        using var writer = new StringWriter();
        new Display(writer, isTerminal: false).Draw(sheet);
        return writer.ToString();
    }
}
