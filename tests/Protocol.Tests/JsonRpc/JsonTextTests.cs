using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"plain å 😀\"", "plain å 😀")]
    [InlineData("""
        "\"\\\/\b\f\n\r\t\u0000\u00e5\u20AC"
        """, "\"\\/\b\f\n\r\t\0å€")]
    [InlineData("\"a\\ud83d\\ude00b\"", "a😀b")]
    [InlineData("\"\\ud83d\"", "\ufffd")]
    [InlineData("\"\\ude00\\ud83d\"", "\ufffd\ufffd")]
    [InlineData("\"\\ud83d\\ud83d\\ude00\"", "\ufffd😀")]
    [InlineData("\"\\ud83dx\\ude00\"", "\ufffdx\ufffd")]
    public void A_string_is_decoded_and_lone_surrogates_are_replaced(string raw, string text)
    {
        JsonText.ReadString(Encoding.UTF8.GetBytes(raw)).Should().Be(text);
        JsonText.ReadUtf8(Encoding.UTF8.GetBytes(raw)).Should().Equal(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("\"\"", "")]
    [InlineData("\"aGk=\"", "hi")]
    [InlineData("\"aA==\"", "h")]
    [InlineData("\"aGlo\"", "hih")]
    public void Base64_is_decoded(string raw, string text)
    {
        JsonText.ReadBase64(Encoding.UTF8.GetBytes(raw)).Should().Equal(Encoding.UTF8.GetBytes(text));
    }

    [Theory]
    [InlineData("\"aGk\"")]
    [InlineData("\"aG k=\"")]
    [InlineData("\"    \"")]
    [InlineData("\"====\"")]
    [InlineData("\"a===\"")]
    [InlineData("\"aGk=aGk=\"")]
    [InlineData("\"aG-_\"")]
    [InlineData("\"aGk\\u003d\"")]
    [InlineData("1")]
    [InlineData("")]
    public void What_is_no_base64_is_refused(string raw)
    {
        JsonText.ReadBase64(Encoding.UTF8.GetBytes(raw)).Should().BeNull();
    }

    [Fact]
    public void Every_text_written_reads_the_same_here_and_in_another_reader()
    {
        var random = new Random(1);
        for (var round = 0; round < 500; round++)
        {
            var text = Texts.Random(random, 40);
            var frame = new FrameBuffer(1_000_000);

            frame.Raw("["u8);
            frame.AsciiString(text);
            frame.Raw(","u8);
            frame.Utf8String(text);
            frame.Raw(","u8);
            frame.Utf8String(Encoding.UTF8.GetBytes(text));
            frame.Raw("]"u8);

            var array = JsonNode.Parse(frame.Written.Span)!.AsArray();
            array.Select(node => node!.GetValue<string>()).Should().AllBe(text);
            JsonText.ReadString(Encoding.UTF8.GetBytes(JsonValue.Create(text).ToJsonString())).Should().Be(text);
        }
    }

    [Fact]
    public void A_string_that_must_be_ASCII_is_and_escapes_the_way_JavaScript_does()
    {
        var frame = new FrameBuffer(1_000_000);

        frame.AsciiString("a\"\\\b\f\n\r\t\u0001\u001f\u007f/å€😀\ud800");

        Encoding.UTF8.GetString(frame.Written.Span).Should().Be(
            """
            "a\"\\\b\f\n\r\t\u0001\u001f
            """ + "\u007f" + """
            /\u00e5\u20ac\ud83d\ude00\ud800"
            """);
    }

    [Fact]
    public void A_lone_surrogate_is_escaped_wherever_it_stands_in_a_long_text()
    {
        foreach (var length in new[] { 0, 1, 16 * 1024 - 1, 16 * 1024, 40_000 })
        {
            var text = new string('é', length) + "\ud800" + new string('x', length) + "😀\udc00";
            var frame = new FrameBuffer(1_000_000);

            frame.Utf8String(text);

            using var document = JsonDocument.Parse(frame.Written);
            document.RootElement.GetRawText().Should().Be("\"" + new string('é', length) + "\\ud800" + new string('x', length) + "😀\\udc00\"");
        }
    }
}
