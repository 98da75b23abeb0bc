using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

/// <summary>The validator may be under the influence of a hostile schema: what makes no sense is no answer.</summary>
public sealed class ValidatorMessagesTests
{
    [Fact]
    public void What_is_asked_is_json_with_the_parts_as_they_are()
    {
        Text(ValidatorMessages.Check("""{"type":1.0}"""u8.ToArray())).Should().Be("""{"check":{"type":1.0}}""");
        Text(ValidatorMessages.Validate("k", "[1e400]"u8.ToArray())).Should().Be("""{"key":"k","data":[1e400]}""");
        Text(ValidatorMessages.Validate("k", "1"u8.ToArray(), "{}"u8.ToArray())).Should().Be("""{"key":"k","schema":{},"data":1}""");
    }

    [Fact]
    public void Each_answer_is_read()
    {
        Read("""{"fits":true}""").Should().Be(new ValidatorSaying.Fits());
        Read("""{"fits":false,"path":"/a","message":"m"}""").Should().Be(new ValidatorSaying.Unfit("/a", "m"));
        Read("""{"unknown":true}""").Should().Be(new ValidatorSaying.Unknown());
        Read("""{"tooDeep":true}""").Should().Be(new ValidatorSaying.TooDeep());
        Read("""{"valid":true,"errors":[]}""").Should().BeEquivalentTo(new ValidatorSaying.Validated(true, []));
        Read("""{"valid":false,"errors":[{"path":"/a","message":"m"}]}""").Should().BeEquivalentTo(new ValidatorSaying.Validated(false, [new SchemaError("/a", "m")]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"fits":false}""")]
    [InlineData("""{"fits":"true"}""")]
    [InlineData("""{"fits":false,"path":1,"message":"m"}""")]
    [InlineData("""{"unknown":false}""")]
    [InlineData("""{"valid":true}""")]
    [InlineData("""{"valid":true,"errors":[{"path":"","message":"m"}]}""")]
    [InlineData("""{"valid":false,"errors":[]}""")]
    [InlineData("""{"valid":false,"errors":[1]}""")]
    [InlineData("""{"valid":false,"errors":[{"path":""}]}""")]
    [InlineData("""{"valid":false,"errors":[{"path":"","message":"\ud800"}]}""")]
    public void Anything_else_is_no_answer(string json) => Read(json).Should().BeNull();

    [Fact]
    public void What_is_too_much_is_no_answer()
    {
        Read(Errors(100, "m")).Should().NotBeNull();
        Read(Errors(101, "m")).Should().BeNull();
        Read(Errors(1, new string('m', 301))).Should().BeNull();
        Read($$"""{"unknown":true,"x":"{{new string('x', 2 * 1024 * 1024)}}"}""").Should().BeNull();
        Read($$"""{"unknown":true,"x":{{new string('[', 300)}}{{new string(']', 300)}}}""").Should().BeNull();

        static string Errors(int count, string message) => new JsonObject
        {
            ["valid"] = false,
            ["errors"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => new JsonObject { ["path"] = "", ["message"] = message })]),
        }.ToJsonString();
    }

    private static ValidatorSaying? Read(string json) => ValidatorMessages.Read(Encoding.UTF8.GetBytes(json));

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
