using System.Text;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

/// <summary>Bodies are read strictly, and a complaint names the field.</summary>
public sealed class SchemaInputTests
{
    private const int MostBytes = 1024;

    [Fact]
    public void A_schema_is_kept_as_it_was_posted_but_for_white_space()
    {
        var input = Read("""{"schema": { "type" : "object", "x": [1.0, 1e400, "å\u00e5\/"] }, "description": "two\nlines", "name": "user"}""");

        input.Name.Should().Be("user");
        input.Description.Should().Be("two\nlines");
        Encoding.UTF8.GetString(input.Text.Span).Should().Be("""{"type":"object","x":[1.0,1e400,"åå/"]}""");
    }

    [Fact]
    public void A_description_may_be_left_out() => Read("""{"name":"user","schema":{}}""").Description.Should().BeEmpty();

    [Theory]
    [InlineData("""{"schema":{}}""", "name is missing.")]
    [InlineData("""{"name":"user"}""", "schema is missing.")]
    [InlineData("""{"name":"User","schema":{}}""", "name must be in kebab-case*")]
    [InlineData("""{"name":1,"schema":{}}""", "name must be a string.")]
    [InlineData("""{"name":"user","schema":[]}""", "schema must be an object.")]
    [InlineData("""{"name":"user","schema":true}""", "schema must be an object.")]
    [InlineData("""{"name":"user","schema":{},"description":null}""", "description must be a string.")]
    [InlineData("""{"name":"user","schema":{},"version":2}""", "version is not a known field.")]
    [InlineData("""{"name":"user","name":"other","schema":{}}""", "name is given twice.")]
    [InlineData("""{"name":"user","schema":{"properties":{"a":{},"a":{}}}}""", "schema names a member twice.")]
    [InlineData("""{"name":"user","schema":{"const":"\ud800"}}""", "schema holds text that is not valid Unicode.")]
    [InlineData("[]", "The body must be an object.")]
    [InlineData("", "The body is not valid JSON*")]
    [InlineData("{", "The body is not valid JSON*")]
    public void What_is_wrong_with_a_post_is_named(string body, string message) =>
        FluentActions.Invoking(() => Read(body)).Should().Throw<RefusedException>().WithMessage(message).Which.Status.Should().Be(400);

    [Fact]
    public void A_schema_is_at_most_so_long_without_its_white_space()
    {
        const string Around = """{"const":""}""";
        var longest = $$"""{"name":"user","schema":{{Around.Replace("\"\"", $"\"{new string('x', MostBytes - Around.Length)}\"", StringComparison.Ordinal)}}   }""";

        Read(longest).Text.Length.Should().Be(MostBytes);
        FluentActions.Invoking(() => Read(longest.Replace("xx", "xxx", StringComparison.Ordinal))).Should().Throw<RefusedException>().WithMessage("schema must have at most 1024 bytes of JSON.");
    }

    [Fact]
    public void A_body_that_is_no_utf_8_or_nests_too_deep_is_refused()
    {
        byte[] broken = [.. """{"name":"user","schema":{"const":" """u8, 0xff, .. "\"}}"u8];
        byte[] brokenData = [.. """{"data":" """u8, 0xff, .. "\"}"u8];
        var deep = $$$"""{"name":"user","schema":{"const":{{{new string('[', 200)}}}{{{new string(']', 200)}}} }}""";

        FluentActions.Invoking(() => SchemaInput.Read(broken, MostBytes)).Should().Throw<RefusedException>().WithMessage("schema holds text that is not valid Unicode.");
        FluentActions.Invoking(() => ValidationInput.Read(brokenData)).Should().Throw<RefusedException>().WithMessage("data is not valid Unicode text.");
        FluentActions.Invoking(() => Read(deep)).Should().Throw<RefusedException>().WithMessage("The body is not valid JSON*");
    }

    [Fact]
    public void A_validation_carries_any_value_as_it_came()
    {
        var input = ValidationInput.Read("""{"version": 3, "data": [1.0, null, "\u00e5"]}"""u8.ToArray());

        Encoding.UTF8.GetString(input.Data.Span).Should().Be("""[1.0, null, "\u00e5"]""");
        input.Version.Should().Be(3);
        ValidationInput.Read("""{"data":null}"""u8.ToArray()).Version.Should().BeNull();
    }

    [Theory]
    [InlineData("""{}""", "data is missing.")]
    [InlineData("""{"data":1,"version":0}""", "version must be a whole number*")]
    [InlineData("""{"data":1,"version":"1"}""", "version must be a whole number*")]
    [InlineData("""{"data":1,"name":"user"}""", "name is not a known field.")]
    public void What_is_wrong_with_a_validation_is_named(string body, string message) =>
        FluentActions.Invoking(() => ValidationInput.Read(Encoding.UTF8.GetBytes(body))).Should().Throw<RefusedException>().WithMessage(message);

    private static SchemaInput Read(string body) => SchemaInput.Read(Encoding.UTF8.GetBytes(body), MostBytes);
}
