using System.Text;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class FrameBufferTests
{
    [Fact]
    public void Numbers_booleans_ids_and_base64_are_written_as_JSON()
    {
        var frame = new FrameBuffer(1000);

        frame.Number(long.MinValue);
        frame.Number(0);
        frame.Boolean(true);
        frame.Boolean(false);
        frame.Id(new UInt128(0x0123456789abcdef, 0xf));
        frame.Base64String("hi!!"u8);

        Text(frame).Should().Be("-92233720368547758080truefalse\"0123456789abcdef000000000000000f\"\"aGkhIQ==\"");
    }

    [Fact]
    public void Raw_JSON_is_kept_on_one_line()
    {
        var frame = new FrameBuffer(1000);

        frame.Json("{\r\n\"a\":\n\"b\\n\"}\n"u8);

        Text(frame).Should().Be("{  \"a\": \"b\\n\"} ");
    }

    [Fact]
    public void A_frame_that_grows_too_long_overflows_without_growing_on_and_is_taken_back()
    {
        var frame = new FrameBuffer(1000);
        frame.Raw("first"u8);

        frame.BeginFrame();
        for (var round = 0; round < 1000; round++)
        {
            frame.Utf8String(new string('\u0001', 1000));
            frame.Utf8String("\u0001"u8);
            frame.Base64String(new byte[1000]);
        }

        frame.IsOverflowed.Should().BeTrue();
        frame.Length.Should().BeLessThan(100_000);
        frame.TakeFrameBack();
        Text(frame).Should().Be("first");
        frame.IsOverflowed.Should().BeFalse();
    }

    [Fact]
    public void Base64_of_more_than_a_frame_holds_overflows()
    {
        var frame = new FrameBuffer(1000);

        frame.Base64String(new byte[1_000_000]);

        frame.IsOverflowed.Should().BeTrue();
    }

    private static string Text(FrameBuffer frame) => Encoding.UTF8.GetString(frame.Written.Span);
}
