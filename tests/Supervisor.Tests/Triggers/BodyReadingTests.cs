using System.Text;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>How a body is read, by its content type.</summary>
public sealed class BodyReadingTests
{
    [Theory]
    [InlineData("application/json", InvokeBodyType.Json)]
    [InlineData("AppLication/JSON; charset=utf-8", InvokeBodyType.Json)]
    [InlineData("application/problem+json", InvokeBodyType.Json)]
    [InlineData("application/json;charset=\"UTF-8\"", InvokeBodyType.Json)]
    [InlineData("application/json; charset=utf-16", InvokeBodyType.Bytes)]
    [InlineData("application/x-www-form-urlencoded", InvokeBodyType.Form)]
    [InlineData("text/plain", InvokeBodyType.Text)]
    [InlineData("text/csv; header=present", InvokeBodyType.Text)]
    [InlineData("text/plain; charset=iso-8859-1", InvokeBodyType.Bytes)]
    [InlineData("application/xml", InvokeBodyType.Text)]
    [InlineData("multipart/form-data; boundary=x", InvokeBodyType.Bytes)]
    [InlineData("application/octet-stream", InvokeBodyType.Bytes)]
    [InlineData("application/jsonp", InvokeBodyType.Bytes)]
    [InlineData("", InvokeBodyType.Bytes)]
    public void The_content_type_decides(string contentType, InvokeBodyType expected)
    {
        var body = BodyReading.Classify("{}"u8.ToArray(), contentType, out var refusal);

        refusal.Should().BeNull();
        body!.Value.Type.Should().Be(expected);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[1,2]")]
    [InlineData("\"text\"")]
    [InlineData(" 1.5e3 ")]
    [InlineData("{\"a\":\n1}")]
    public void Any_json_value_passes_as_it_came(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        var body = BodyReading.Classify(bytes, "application/json", out _);

        body!.Value.Bytes.ToArray().Should().Equal(bytes);
    }

    [Theory]
    [InlineData("{\"a\":}")]
    [InlineData("{'a':1}")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("// comment\n1")]
    [InlineData(" ")]
    public void Invalid_json_is_refused(string json)
    {
        BodyReading.Classify(Encoding.UTF8.GetBytes(json), "application/json", out var refusal).Should().BeNull();

        refusal!.Status.Should().Be(400);
        refusal.Message.Should().Contain("not valid JSON");
    }

    [Fact]
    public void Json_may_be_as_deep_as_the_line_that_carries_it_has_room_for()
    {
        Classify(254).Should().BeNull();
        Classify(255).Should().NotBeNull();

        static Refusal? Classify(int depth)
        {
            BodyReading.Classify(Encoding.UTF8.GetBytes(new string('[', depth) + new string(']', depth)), "application/json", out var refusal);
            return refusal;
        }
    }

    [Fact]
    public void Json_that_is_not_utf8_is_refused()
    {
        BodyReading.Classify(new byte[] { (byte)'"', 0xff, (byte)'"' }, "application/json", out var refusal).Should().BeNull();

        refusal!.Message.Should().Contain("UTF-8");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public void Text_that_is_not_utf8_travels_as_bytes(string contentType) =>
        BodyReading.Classify(new byte[] { 0xc3, 0x28 }, contentType, out _)!.Value.Type.Should().Be(InvokeBodyType.Bytes);

    [Fact]
    public void An_empty_body_is_none_whatever_its_type() =>
        BodyReading.Classify(default, "application/json", out _).Should().Be(InvokeBody.None);
}
