using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class RpcWriterTests
{
    [Fact]
    public async Task Frames_of_many_threads_arrive_whole_and_each_threads_own_in_order()
    {
        const int Threads = 8;
        const int Each = 2000;
        await using var rig = new ConnectionRig();

        var writers = Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++)
            {
                var text = $"{thread} {number} {new string('x', number % 300)}";
                SpinWait.SpinUntil(() => rig.Notify(text) == RpcSendResult.Sent);
            }
        })).ToArray();
        var next = new int[Threads];
        for (var count = 0; count < Threads * Each; count++)
        {
            var line = await rig.Wire.ReadLineAsync();
            var text = System.Text.Json.Nodes.JsonNode.Parse(line!)!["params"]![0]!.GetValue<string>().Split(' ');
            var thread = int.Parse(text[0], null);
            text[1].Should().Be($"{next[thread]++}");
            text[2].Length.Should().Be(int.Parse(text[1], null) % 300);
        }

        await Task.WhenAll(writers);
        next.Should().AllBeEquivalentTo(Each);
    }

    [Fact]
    public async Task Frames_written_while_another_leaves_leave_together()
    {
        var output = new GatedStream();
        await using var rig = new ConnectionRig(output: output);

        rig.Notify("first");
        for (var number = 0; number < 100; number++)
        {
            rig.Notify("later");
        }

        output.Open();
        await output.WrittenAsync(101);

        output.Writes.Should().Be(2);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_makes_nobody_wait_and_fills_only_the_bound()
    {
        var output = new GatedStream();
        await using var rig = new ConnectionRig(new RpcConnectionOptions { MaxFrameBytes = 2000, MaxQueuedBytes = 10_000 }, output: output);

        var sent = 0;
        while (rig.Notify(new string('x', 500)) == RpcSendResult.Sent)
        {
            sent++;
        }

        sent.Should().BeInRange(15, 20);
        var refused = new RecordedCall();
        rig.Call(1, refused, $"[\"{new string('x', 1000)}\"]").Should().Be(RpcSendResult.Full);
        refused.Outcomes.Should().Be(0);

        output.Open();
        await output.WrittenAsync(sent);
        rig.Notify("again").Should().Be(RpcSendResult.Sent);
        await output.WrittenAsync(sent + 1);
        output.Text.Should().NotContain("\"do\"");
    }

    [Fact]
    public async Task While_the_peer_does_not_read_answers_still_arrive()
    {
        var output = new GatedStream();
        await using var rig = new ConnectionRig(output: output);
        var call = rig.Call(1);

        await rig.Wire.SendAsync(Lines.Result("00000000000000000000000000000001", "1"));

        (await call.OutcomeAsync()).Should().Be("1");
    }

    [Fact]
    public async Task A_frame_longer_than_a_line_is_refused_and_leaves_no_trace()
    {
        await using var rig = new ConnectionRig(new RpcConnectionOptions { MaxFrameBytes = 1000 });
        var call = new RecordedCall();

        rig.Call(1, call, $"[\"{new string('x', 1000)}\"]").Should().Be(RpcSendResult.TooLarge);
        rig.Notify(new string('x', 200_000)).Should().Be(RpcSendResult.TooLarge);
        rig.Notify("small").Should().Be(RpcSendResult.Sent);

        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","method":"note","params":["small"]}""");
        call.Outcomes.Should().Be(0);
    }

    [Fact]
    public async Task A_frame_may_be_exactly_as_long_as_a_line()
    {
        await using var rig = new ConnectionRig(new RpcConnectionOptions { MaxFrameBytes = 1000 });
        var around = """{"jsonrpc":"2.0","method":"note","params":[""]}""".Length;

        rig.Notify(new string('x', 1000 - around)).Should().Be(RpcSendResult.Sent);
        rig.Notify(new string('x', 1001 - around)).Should().Be(RpcSendResult.TooLarge);

        (await rig.Wire.ReadLineAsync())!.Length.Should().Be(1000);
    }

    [Fact]
    public async Task A_writer_of_params_that_throws_leaves_no_trace()
    {
        await using var rig = new ConnectionRig();
        var call = new RecordedCall();

        var send = () => rig.Connection.Call(1, "do"u8, 0, static (frame, _) =>
        {
            frame.Raw("[1,"u8);
            throw new InvalidOperationException("a bug");
        }, call);

        send.Should().Throw<InvalidOperationException>();
        rig.Notify("next");
        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","method":"note","params":["next"]}""");
        rig.Connection.Close(new RpcCloseReason.ByUs("over"));
        call.Outcomes.Should().Be(0);
    }

    [Fact]
    public async Task A_stream_that_fails_at_once_closes_the_connection()
    {
        var output = new GatedStream { Failure = new IOException("Broken pipe") };
        output.Open();
        await using var rig = new ConnectionRig(output: output);

        var call = rig.Call(1);

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Broken("Broken pipe"));
        (await call.OutcomeAsync()).Should().StartWith("closed: Broken");
        output.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task A_stream_that_fails_later_closes_the_connection()
    {
        var output = new GatedStream { Failure = new IOException("Broken pipe") };
        await using var rig = new ConnectionRig(output: output);
        var call = rig.Call(1);

        call.Outcomes.Should().Be(0);
        output.Open();

        (await call.OutcomeAsync()).Should().StartWith("closed: Broken");
        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Broken("Broken pipe"));
    }

    [Fact]
    public async Task An_answer_that_was_sent_before_the_peer_went_is_taken_although_writing_fails()
    {
        var output = new GatedStream { Failure = new IOException("Broken pipe") };
        await using var rig = new ConnectionRig(output: output);
        var call = rig.Call(1);

        output.Open();
        await rig.Wire.SendAsync("""{"jsonrpc":"2.0","id":"00000000000000000000000000000001","result":"kept"}""");

        (await call.OutcomeAsync()).Should().Be("\"kept\"");
        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Broken("Broken pipe"));
        rig.Call(2, new RecordedCall()).Should().Be(RpcSendResult.Closed);
    }
}
