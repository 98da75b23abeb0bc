using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Settings;

namespace MolnOS.Sandbox.Cli.Tests.Settings;

/// <summary>Which server is spoken to, and as whom.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public void Each_is_taken_from_where_it_is_said_first()
    {
        var stored = new StoredSettings("http://file", "file-token");
        var none = Around();
        var both = Around(("MOLNOS_URL", "http://variable"), ("MOLNOS_TOKEN", "variable-token"));

        Say(Connection.Choose("http://option", "option-token", both, () => stored)).Should().Be("http://option/ --url option-token --token");
        Say(Connection.Choose(null, null, both, () => stored)).Should().Be("http://variable/ MOLNOS_URL variable-token MOLNOS_TOKEN");
        Say(Connection.Choose(null, null, none, () => stored)).Should().Be("http://file/ the settings file file-token the settings file");
        Say(Connection.Choose(null, null, none, () => new StoredSettings())).Should().Be("http://127.0.0.1:3000/ the default  nowhere");
    }

    [Fact]
    public void The_file_is_not_read_when_nothing_is_asked_of_it() =>
        Connection.Choose("http://a", "b", Around(), () => throw new InvalidOperationException("It was read.")).Token.Should().Be("b");

    [Theory]
    [InlineData("127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("example.com", "http://example.com/")]
    [InlineData("https://example.com/molnos/", "https://example.com/molnos/")]
    public void An_address_may_be_short(string text, string expected) => Connection.ParseUrl(text, "--url").AbsoluteUri.Should().Be(expected);

    [Theory]
    [InlineData("ftp://example.com")]
    [InlineData("http://")]
    [InlineData("http://user:password@example.com")]
    [InlineData("http://example.com/?a=b")]
    [InlineData("not an address")]
    public void What_is_no_address_is_refused_without_being_repeated(string text)
    {
        var parse = () => Connection.ParseUrl(text, "--url");

        parse.Should().Throw<CommandFailedException>().Where(failed => failed.ExitCode == 2 && !failed.Message.Contains("password"));
    }

    [Fact]
    public void A_token_that_cannot_stand_in_a_header_is_refused_without_being_repeated()
    {
        var choose = () => Connection.Choose(null, "two\nlines", Around(), () => new StoredSettings());

        choose.Should().Throw<CommandFailedException>().Where(failed => failed.ExitCode == 2 && !failed.Message.Contains("lines"));
    }

    private static string Say(Connection connection) => $"{connection.Url} {connection.UrlSource} {connection.Token} {connection.TokenSource}";

    private static Surroundings Around(params (string Name, string Value)[] variables) => new()
    {
        Out = TextWriter.Null,
        Error = TextWriter.Null,
        OutStream = Stream.Null,
        In = Stream.Null,
        IsOutTerminal = false,
        IsInTerminal = false,
        Environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal),
    };
}
