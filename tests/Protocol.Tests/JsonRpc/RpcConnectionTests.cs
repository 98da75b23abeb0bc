using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;

namespace MolnOS.Sandbox.Protocol.Tests.JsonRpc;

public sealed class RpcConnectionTests
{
    private const string IdOfOne = "00000000000000000000000000000001";
    private const string IdOfTwo = "00000000000000000000000000000002";

    [Fact]
    public async Task Answers_find_their_calls_in_any_order()
    {
        await using var rig = new ConnectionRig();
        var one = rig.Call(1);
        var two = rig.Call(2);

        var sent = await rig.Wire.ReadLineAsync();
        await rig.Wire.SendAsync(Lines.Result(IdOfTwo, "2"), Lines.Error(IdOfOne, -5, "[1]"));

        sent.Should().Be("{\"jsonrpc\":\"2.0\",\"id\":\"" + IdOfOne + "\",\"method\":\"do\",\"params\":{}}");
        (await one.OutcomeAsync()).Should().Be("-5 \"m\" [1]");
        (await two.OutcomeAsync()).Should().Be("2");
    }

    [Fact]
    public async Task Answers_arrive_whole_when_the_stream_is_split_at_every_byte()
    {
        await using var rig = new ConnectionRig();
        var call = rig.Call(1);

        foreach (var character in Lines.Result(IdOfOne, "\"abc\"") + "\n")
        {
            await rig.Wire.SendTextAsync(character.ToString());
        }

        (await call.OutcomeAsync()).Should().Be("\"abc\"");
    }

    [Fact]
    public async Task Notifications_and_requests_are_heard_in_order_and_requests_are_answered()
    {
        await using var rig = new ConnectionRig();

        await rig.Wire.SendAsync(
            """{"jsonrpc":"2.0","method":"a","params":[1]}""",
            """{"jsonrpc":"2.0","id":0,"method":"b"}""",
            """{"jsonrpc":"2.0","id":7,"method":"c","params":{}}""");

        (await rig.HeardAsync()).Should().Be("a [1]");
        (await rig.HeardAsync()).Should().Be("0 b ");
        (await rig.HeardAsync()).Should().Be("7 c {}");
        rig.Connection.Reply(0, "{\"a\":\n1}"u8);
        rig.Connection.ReplyError(7, -32020, "nö", "why", static (frame, text) => frame.AsciiString(text));
        rig.Connection.ReplyError<object?>(8, -32601, "none", null, null);
        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","id":0,"result":{"a": 1}}""");
        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","id":7,"error":{"code":-32020,"message":"n\u00f6","data":"why"}}""");
        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","id":8,"error":{"code":-32601,"message":"none"}}""");
    }

    public static TheoryData<string, string> Unasked { get; } = new()
    {
        { Lines.Result("00000000000000000000000000000009", "1"), "no open request" },
        { Lines.Result("0000000000000000000000000000001", "1"), "no open request" },
        { Lines.Result("0000000000000000000000000000000A", "1"), "no open request" },
        { Lines.Result("\\u0030000000000000000000000000000001", "1"), "no open request" },
        { """{"jsonrpc":"2.0","id":1,"result":1}""", "no open request" },
        { """{"jsonrpc":"2.0","id":null,"result":1}""", "no open request" },
        { """{"jsonrpc":"2.0","id":["a"],"result":1}""", "no open request" },
        { """{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"Parse error"}}""", "no open request" },
        { """{"jsonrpc":"2.0","id":-1,"method":"a"}""", "not a whole number above" },
        { """{"jsonrpc":"2.0","id":1.5,"method":"a"}""", "not a whole number above" },
        { """{"jsonrpc":"2.0","id":"1","method":"a"}""", "not a whole number above" },
        { """{"jsonrpc":"2.0","id":null,"method":"a"}""", "not a whole number above" },
        { """{"jsonrpc":"2.0","id":99999999999999999999,"method":"a"}""", "not a whole number above" },
    };

    [Theory]
    [MemberData(nameof(Unasked))]
    public async Task What_nobody_asked_for_ends_the_connection(string line, string reason)
    {
        await using var rig = new ConnectionRig();
        var open = rig.Call(1);

        await rig.Wire.SendAsync(line);

        (await rig.ClosedAsync()).Should().BeOfType<RpcCloseReason.Violation>().Which.What.Should().Contain(reason);
        (await open.OutcomeAsync()).Should().StartWith("closed: Violation");
    }

    [Fact]
    public async Task A_second_answer_to_one_call_ends_the_connection_and_the_first_counts()
    {
        await using var rig = new ConnectionRig();
        var call = rig.Call(1);

        await rig.Wire.SendAsync(Lines.Result(IdOfOne, "1"), Lines.Result(IdOfOne, "2"));

        (await rig.ClosedAsync()).Should().BeOfType<RpcCloseReason.Violation>();
        (await call.OutcomeAsync()).Should().Be("1");
        call.Outcomes.Should().Be(1);
    }

    [Fact]
    public async Task An_id_of_the_peer_that_does_not_rise_ends_the_connection()
    {
        await using var rig = new ConnectionRig();

        await rig.Wire.SendAsync("""{"jsonrpc":"2.0","id":3,"method":"a"}""", """{"jsonrpc":"2.0","id":3,"method":"a"}""");

        (await rig.ClosedAsync()).Should().BeOfType<RpcCloseReason.Violation>().Which.What.Should().Contain("request whose id 3");
    }

    [Fact]
    public async Task A_result_its_call_rejects_ends_the_connection_and_is_no_answer()
    {
        await using var rig = new ConnectionRig();
        var call = rig.Call(1);

        await rig.Wire.SendAsync(Lines.Result(IdOfOne, "\"bad\""));

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Violation("a bad result"));
        (await call.OutcomeAsync()).Should().StartWith("closed: Violation");
        call.Outcomes.Should().Be(1);
    }

    [Fact]
    public async Task A_message_its_hearer_rejects_ends_the_connection_before_the_next_is_heard()
    {
        await using var rig = new ConnectionRig { OnHeard = static text => text is "a " ? "a bad note" : null };

        await rig.Wire.SendAsync("""{"jsonrpc":"2.0","method":"a"}""", """{"jsonrpc":"2.0","method":"b"}""");

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Violation("a bad note"));
        (await rig.HeardAsync()).Should().Be("a ");
        rig.HasHeardMore.Should().BeFalse();
    }

    [Fact]
    public async Task A_hearer_that_throws_ends_the_connection_as_our_own_fault()
    {
        await using var rig = new ConnectionRig { OnHeard = static _ => throw new InvalidOperationException("a bug") };

        await rig.Wire.SendAsync("""{"jsonrpc":"2.0","method":"a"}""");

        (await rig.ClosedAsync()).Should().BeOfType<RpcCloseReason.ByUs>().Which.Why.Should().Contain("a bug");
    }

    [Fact]
    public async Task Every_pending_call_hears_at_once_when_the_peer_goes()
    {
        await using var rig = new ConnectionRig();
        var calls = Enumerable.Range(1, 100).Select(number => rig.Call((UInt128)number)).ToList();

        await rig.Wire.SendTextAsync("{\"jsonrpc\":");
        rig.Wire.End();

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.EndOfFile(), "a line cut short is what a killed process leaves");
        foreach (var call in calls)
        {
            (await call.OutcomeAsync()).Should().StartWith("closed: EndOfFile");
        }
    }

    [Fact]
    public async Task What_the_peer_wrote_before_it_went_is_still_heard()
    {
        await using var rig = new ConnectionRig();
        var call = rig.Call(1);

        await rig.Wire.SendAsync(Lines.Result(IdOfOne, "1"));
        rig.Wire.End();

        (await call.OutcomeAsync()).Should().Be("1");
        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.EndOfFile());
    }

    [Fact]
    public async Task Close_is_heard_by_pending_calls_before_it_returns_and_only_the_first_reason_counts()
    {
        await using var rig = new ConnectionRig();
        var call = rig.Call(1);

        rig.Connection.Close(new RpcCloseReason.ByUs("first"));
        rig.Connection.Close(new RpcCloseReason.ByUs("second"));

        call.Outcomes.Should().Be(1);
        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.ByUs("first"));
        (await rig.Wire.ReadLineAsync()).Should().Contain(IdOfOne);
        (await rig.Wire.ReadLineAsync()).Should().BeNull("the peer sees the end of the stream");
    }

    [Fact]
    public async Task After_the_end_nothing_is_sent_and_nothing_pends()
    {
        await using var rig = new ConnectionRig();
        rig.Connection.Close(new RpcCloseReason.ByUs("over"));
        var call = new RecordedCall();

        rig.Call(1, call).Should().Be(RpcSendResult.Closed);
        rig.Notify("late").Should().Be(RpcSendResult.Closed);
        rig.Connection.Reply(1, "1"u8).Should().Be(RpcSendResult.Closed);

        call.Outcomes.Should().Be(0);
    }

    [Fact]
    public async Task A_line_over_the_cap_ends_the_connection_before_it_is_whole()
    {
        await using var rig = new ConnectionRig(new RpcConnectionOptions { MaxFrameBytes = 10_000 });

        await rig.Wire.SendTextAsync(new string('x', 10_001));

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Violation("a line of more than 10000 bytes"));
    }

    [Fact]
    public async Task A_whole_line_over_the_cap_ends_the_connection_and_one_at_the_cap_does_not()
    {
        await using var rig = new ConnectionRig(new RpcConnectionOptions { MaxFrameBytes = 1000 });
        var frame = Lines.Note("a", "[\"\"]");
        var atCap = frame.Replace("\"\"", "\"" + new string('x', 1000 - frame.Length) + "\"", StringComparison.Ordinal);

        await rig.Wire.SendAsync(atCap);
        (await rig.HeardAsync()).Should().StartWith("a [\"x");
        await rig.Wire.SendAsync(atCap.Replace("xx", "xxx", StringComparison.Ordinal));

        (await rig.ClosedAsync()).Should().Be(new RpcCloseReason.Violation("a line of more than 1000 bytes"));
    }
}
