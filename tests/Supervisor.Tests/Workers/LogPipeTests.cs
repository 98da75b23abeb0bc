using System.IO.Pipelines;
using System.Text;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class LogPipeTests
{
    private readonly ManualTime _time = new();
    private readonly List<string> _lines = [];

    [Fact]
    public async Task Lines_come_whole_however_they_were_written()
    {
        await ReadAsync("one\ntw", "o\nthree ❄\n", "no newline at the end");

        _lines.Should().Equal("one", "two", "three ❄", "no newline at the end");
    }

    [Fact]
    public async Task A_line_too_long_is_cut_and_says_by_how_much()
    {
        await ReadAsync(new string('x', LogPipe.MaxLineBytes + 1000) + "\nnext\n");

        _lines[0].Should().StartWith("xxx").And.EndWith("… [1000 more bytes cut]");
        _lines[1].Should().Be("next");
    }

    [Fact]
    public async Task A_flood_is_dropped_and_counted_but_always_read()
    {
        var written = await ReadAsync(Enumerable.Repeat(new string('y', 99) + "\n", 15_000).ToArray());

        written.Should().Be(1_500_000);
        _lines.Should().HaveCount(1001);
        _lines[^1].Should().Be("[14000 lines dropped: more than 100000 bytes a second]");
    }

    [Fact]
    public async Task The_last_twenty_lines_are_kept()
    {
        var pipe = new Pipe();
        var log = new LogPipe(pipe.Reader.AsStream(), _lines.Add, 1_000_000, _time);
        log.Start();

        await pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(1, 50).Select(i => $"{i}\n"))));
        await pipe.Writer.CompleteAsync();
        await log.Completion;

        log.Tail.Should().Equal(Enumerable.Range(31, 20).Select(i => $"{i}"));
    }

    [Fact]
    public async Task Nodes_native_stack_is_left_out()
    {
        await ReadAsync("FATAL ERROR: heap out of memory\n----- Native stack trace -----\n\n 1: 0x1234abcd node::Abort() [/opt/node]\nnext\n");

        _lines.Should().Equal("FATAL ERROR: heap out of memory", "next");
    }

    private async Task<int> ReadAsync(params string[] parts)
    {
        var pipe = new Pipe();
        var log = new LogPipe(pipe.Reader.AsStream(), _lines.Add, 100_000, _time);
        log.Start();
        var written = 0;
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            await pipe.Writer.WriteAsync(bytes);
            written += bytes.Length;
        }

        await pipe.Writer.CompleteAsync();
        await log.Completion;
        return written;
    }
}
