using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class ChunkStreamTests
{
    private readonly List<int> _acknowledged = [];
    private readonly ChunkStream _stream;
    private int _abandoned;

    public ChunkStreamTests() => _stream = new ChunkStream(_acknowledged.Add, () => _abandoned++);

    [Fact]
    public async Task Chunks_come_in_order_and_are_acknowledged_when_taken()
    {
        _stream.TryAdd([1, 2]).Should().BeTrue();
        _stream.TryAdd([3]).Should().BeTrue();
        _stream.TryEnd(failure: null).Should().BeTrue();
        _acknowledged.Should().BeEmpty();

        var chunks = new List<byte>();
        while (await _stream.ReadAsync(default) is { } chunk)
        {
            chunks.AddRange(chunk);
        }

        chunks.Should().Equal(1, 2, 3);
        _acknowledged.Should().Equal(2, 1);
    }

    [Fact]
    public async Task A_reader_waits_for_the_next_chunk()
    {
        var reading = _stream.ReadAsync(default).AsTask();
        reading.IsCompleted.Should().BeFalse();

        _stream.TryAdd([7]);

        (await reading).Should().Equal(7);
    }

    [Fact]
    public async Task What_was_sent_before_a_failure_arrives_before_it()
    {
        _stream.TryAdd([1]);
        _stream.TryEnd("the source broke");

        (await _stream.ReadAsync(default)).Should().Equal(1);
        var next = async () => await _stream.ReadAsync(default);
        (await next.Should().ThrowAsync<IOException>()).WithMessage("the source broke");
    }

    [Fact]
    public async Task An_empty_chunk_takes_no_room_and_is_not_acknowledged()
    {
        _stream.TryAdd([]).Should().BeTrue();
        _stream.TryAdd([1]).Should().BeTrue();

        (await _stream.ReadAsync(default)).Should().Equal(1);
        _acknowledged.Should().Equal(1);
    }

    [Fact]
    public async Task The_window_holds_for_what_was_not_taken()
    {
        _stream.TryAdd(new byte[ChunkStream.WindowBytes]).Should().BeTrue();
        await _stream.ReadAsync(default);

        _stream.TryAdd(new byte[ChunkStream.WindowBytes]).Should().BeTrue();

        _stream.TryAdd(new byte[1]).Should().BeFalse();
    }

    [Fact]
    public void An_abandoned_stream_is_cancelled_once_and_a_finished_one_never()
    {
        _stream.Abandon();
        _stream.Abandon();
        _abandoned.Should().Be(1);

        var finished = new ChunkStream(_acknowledged.Add, () => _abandoned++);
        finished.TryEnd(failure: null);
        finished.Abandon();
        _abandoned.Should().Be(1);
    }
}
