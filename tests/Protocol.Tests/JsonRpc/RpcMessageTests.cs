using System.Text;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class RpcMessageTests
{
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "", "an empty line" },
        { "   ", "not valid JSON" },
        { "\uFEFF{\"jsonrpc\":\"2.0\",\"method\":\"a\"}", "not valid JSON" },
        { "hello", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a"} {}""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a"},""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a",}""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a"/**/}""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a","params":[01]}""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a","params":[NaN]}""", "not valid JSON" },
        { """{"jsonrpc":"2.0","method":"a\u12"}""", "not valid JSON" },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\tb\"}", "not valid JSON" },
        { "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}\r", "ends in CR LF" },
        { "[]", "is not an object" },
        { """[{"jsonrpc":"2.0","method":"a"}]""", "is not an object" },
        { "null", "is not an object" },
        { "{}", "does not say \"jsonrpc\":\"2.0\"" },
        { """{"method":"a"}""", "does not say" },
        { """{"jsonrpc":"1.0","method":"a"}""", "does not say" },
        { """{"jsonrpc":2.0,"method":"a"}""", "does not say" },
        { """{"jsonrpc":"2.0","jsonrpc":"2.0","method":"a"}""", "\"jsonrpc\" twice" },
        { """{"jsonrpc":"2.0","method":"a","method":"b"}""", "\"method\" twice" },
        { """{"jsonrpc":"2.0","id":1,"id":1,"method":"a"}""", "\"id\" twice" },
        { """{"jsonrpc":"2.0","id":"a","result":1,"result":2}""", "\"result\" twice" },
        { """{"jsonrpc":"2.0","method":"a","more":1}""", "unknown member \"more\"" },
        { """{"jsonrpc":"2.0","\u006dethod":"a"}""", "unknown member" },
        { """{"jsonrpc":"2.0"}""", "neither a request" },
        { """{"jsonrpc":"2.0","id":"a"}""", "neither a request" },
        { """{"jsonrpc":"2.0","result":1}""", "neither a request" },
        { """{"jsonrpc":"2.0","id":"a","result":1,"error":{"code":1,"message":"m"}}""", "neither a request" },
        { """{"jsonrpc":"2.0","id":"a","result":1,"params":{}}""", "neither a request" },
        { """{"jsonrpc":"2.0","id":"a","method":"m","result":1}""", "both a request and an answer" },
        { """{"jsonrpc":"2.0","method":"m","error":{"code":1,"message":"m"}}""", "both a request and an answer" },
        { """{"jsonrpc":"2.0","method":1}""", "method is not a plain string" },
        { """{"jsonrpc":"2.0","method":"\u0061"}""", "method is not a plain string" },
        { """{"jsonrpc":"2.0","method":"a","params":1}""", "neither an object nor an array" },
        { """{"jsonrpc":"2.0","method":"a","params":null}""", "neither an object nor an array" },
        { """{"jsonrpc":"2.0","id":"a","error":null}""", "an error that is not an object" },
        { """{"jsonrpc":"2.0","id":"a","error":{}}""", "code is not a whole number" },
        { """{"jsonrpc":"2.0","id":"a","error":{"code":1.5,"message":"m"}}""", "code is not a whole number" },
        { """{"jsonrpc":"2.0","id":"a","error":{"code":99999999999,"message":"m"}}""", "code is not a whole number" },
        { """{"jsonrpc":"2.0","id":"a","error":{"code":1}}""", "message is not a string" },
        { """{"jsonrpc":"2.0","id":"a","error":{"code":1,"message":"m","more":1}}""", "unknown member" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_line_that_is_no_message_is_refused_with_the_reason(string line, string reason)
    {
        Read(Encoding.UTF8.GetBytes(line)).Should().Contain(reason);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xc0, 0xaf })]
    public void Text_that_is_not_UTF8_is_refused_even_inside_a_string(byte[] text)
    {
        byte[] line = [.. "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":[\""u8, .. text, .. "\"]}"u8];

        Read(line).Should().Be("a line that is not valid UTF-8");
    }

    [Fact]
    public void Nesting_is_taken_up_to_its_limit_and_no_deeper()
    {
        Read(Nested(255)).Should().BeNull("the message itself is one level");
        Read(Nested(256)).Should().Contain("depth 256");
    }

    [Fact]
    public void A_request_is_cut_into_its_raw_parts_in_any_order_and_with_space_between()
    {
        var line = """ { "params" : {"a" : [1, "}\"{"]} , "method":"m/$x" ,"id" : 7,"jsonrpc":"2.0"} """u8;

        var violation = RpcMessage.Read(line, 256, out var message);

        violation.Should().BeNull();
        message.Kind.Should().Be(RpcMessageKind.Request);
        Encoding.UTF8.GetString(message.Id).Should().Be("7");
        Encoding.UTF8.GetString(message.Method).Should().Be("m/$x");
        Encoding.UTF8.GetString(message.Params).Should().Be("""{"a" : [1, "}\"{"]}""");
    }

    [Fact]
    public void Each_kind_of_message_is_told_apart()
    {
        KindOf("""{"jsonrpc":"2.0","method":"a"}""").Should().Be(RpcMessageKind.Notification);
        KindOf("""{"jsonrpc":"2.0","method":"a","params":[]}""").Should().Be(RpcMessageKind.Notification);
        KindOf("""{"jsonrpc":"2.0","id":0,"method":"a"}""").Should().Be(RpcMessageKind.Request);
        KindOf("""{"jsonrpc":"2.0","id":"x","result":null}""").Should().Be(RpcMessageKind.Result);
        KindOf("""{"jsonrpc":"2.0","id":"x","error":{"code":-1,"message":"m","data":[1]}}""").Should().Be(RpcMessageKind.Error);
    }

    private static string? Read(ReadOnlySpan<byte> line) => RpcMessage.Read(line, 256, out _);

    private static RpcMessageKind KindOf(string line)
    {
        RpcMessage.Read(Encoding.UTF8.GetBytes(line), 256, out var message).Should().BeNull();
        return message.Kind;
    }

    private static byte[] Nested(int depth) => Encoding.UTF8.GetBytes(
        "{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":" + new string('[', depth) + new string(']', depth) + "}");
}
