using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class LineBufferTests
{
    [Fact]
    public void Lines_are_the_same_wherever_the_stream_was_split()
    {
        var bytes = "one\n\ntwo å\r\nthree\nrest"u8.ToArray();

        for (var first = 0; first <= bytes.Length; first++)
        {
            for (var second = first; second <= bytes.Length; second++)
            {
                var buffer = new LineBuffer(100);
                List<string> lines = [];

                Feed(buffer, bytes.AsSpan(0, first), lines);
                Feed(buffer, bytes.AsSpan(first, second - first), lines);
                Feed(buffer, bytes.AsSpan(second), lines);

                lines.Should().Equal(["one", "", "two å\r", "three"], "split at {0} and {1}", first, second);
                buffer.HeldBytes.Should().Be(4);
            }
        }
    }

    [Fact]
    public void A_line_of_the_longest_length_is_taken_and_one_byte_more_is_over_the_cap()
    {
        var exact = new LineBuffer(100_000);
        List<string> lines = [];

        Feed(exact, new byte[100_000], lines);
        var wasOver = exact.IsOverCap;
        Feed(exact, "\n"u8, lines);

        wasOver.Should().BeFalse();
        lines.Should().ContainSingle().Which.Length.Should().Be(100_000);

        var over = new LineBuffer(100_000);
        Feed(over, new byte[100_001], lines);
        over.IsOverCap.Should().BeTrue();
    }

    [Fact]
    public void What_held_a_large_line_is_not_kept_in_a_pool()
    {
        var buffer = new LineBuffer(32 * 1024 * 1024);
        var held = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        for (var left = 20 * 1024 * 1024; left > 0;)
        {
            var room = buffer.PrepareRead();
            MemoryMarshal.TryGetArray<byte>(room, out var array).Should().BeTrue();
            held.Add(array.Array!);
            room.Span.Fill((byte)'x');
            buffer.Advance(Math.Min(room.Length, left));
            left -= room.Length;
            buffer.TryTake(out _).Should().BeFalse();
        }

        Feed(buffer, "\n"u8, []);
        buffer.PrepareRead();

        // A pool gives what this thread returned last before anything else.
        held.Where(array => array.Length > 1024 * 1024).Should().HaveCountGreaterThan(2)
            .And.NotContain(array => ReferenceEquals(ArrayPool<byte>.Shared.Rent(array.Length), array));
    }

    [Fact]
    public void A_line_without_end_is_over_the_cap_before_the_buffer_holds_much_more()
    {
        var buffer = new LineBuffer(1_000_000);

        while (!buffer.IsOverCap)
        {
            var room = buffer.PrepareRead();
            room.Length.Should().BePositive();
            var piece = Math.Min(room.Length, 10_000);
            room.Span[..piece].Fill((byte)'x');
            buffer.Advance(piece);
            buffer.TryTake(out _).Should().BeFalse();
        }

        buffer.HeldBytes.Should().BeLessThan(1_020_000);
        buffer.CapacityBytes.Should().BeLessThan(2_200_000);
    }

    [Fact]
    public void Room_taken_for_a_huge_line_is_given_back()
    {
        var buffer = new LineBuffer(32 * 1024 * 1024);
        List<string> lines = [];

        Feed(buffer, new byte[5_000_000], lines);
        var grown = buffer.CapacityBytes;
        Feed(buffer, "\n"u8, lines);
        buffer.PrepareRead();

        lines.Should().ContainSingle().Which.Length.Should().Be(5_000_000);
        grown.Should().BeGreaterThan(5_000_000);
        buffer.CapacityBytes.Should().BeLessThan(100_000);
    }

    [Fact]
    public void Many_lines_and_pieces_of_lines_pass_through_a_small_buffer()
    {
        var buffer = new LineBuffer(64 * 1024);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(number => $"line {number}\n"));
        var bytes = Encoding.UTF8.GetBytes(text);
        List<string> lines = [];

        for (var at = 0; at < bytes.Length; at += 777)
        {
            Feed(buffer, bytes.AsSpan(at, Math.Min(777, bytes.Length - at)), lines);
        }

        string.Concat(lines.Select(line => line + "\n")).Should().Be(text);
        buffer.CapacityBytes.Should().BeLessThan(100_000);
    }

    private static void Feed(LineBuffer buffer, ReadOnlySpan<byte> bytes, List<string> lines)
    {
        while (!bytes.IsEmpty)
        {
            var room = buffer.PrepareRead().Span;
            var piece = bytes[..Math.Min(room.Length, bytes.Length)];
            piece.CopyTo(room);
            buffer.Advance(piece.Length);
            bytes = bytes[piece.Length..];
            while (buffer.TryTake(out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line));
            }
        }
    }
}
