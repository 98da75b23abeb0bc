using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class WorkerChannelTests
{
    [Theory]
    [InlineData(CancelReason.Timeout, "timeout")]
    [InlineData(CancelReason.Disconnected, "disconnected")]
    [InlineData(CancelReason.Stopping, "stopping")]
    public async Task A_cancel_says_which_call_and_why_and_the_answer_still_counts(CancelReason reason, string written)
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = rig.Invoke(Calls.Get);
        await rig.Wire.ReadLineAsync();

        rig.Channel.Cancel(Calls.Id, reason);
        var sent = await rig.Wire.ReadLineAsync();
        await rig.AnswerAsync("""{"status":200,"headers":{},"bodyType":"none"}""");

        sent.Should().Be(Lines.Note("$/cancelRequest", $$"""{"id":"{{Calls.Id}}","reason":"{{written}}"}"""));
        (await call.ReplyAsync()).Should().BeOfType<InvokeReply.Answered>();
    }

    [Fact]
    public async Task Bytes_of_a_stream_are_acknowledged()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        rig.Channel.AcknowledgeChunk(Calls.Id, 65536);

        (await rig.Wire.ReadLineAsync()).Should().Be(Lines.Note("chunk.ack", $$"""{"id":"{{Calls.Id}}","bytes":65536}"""));
    }

    [Fact]
    public async Task A_ping_and_a_drain_are_true_once_answered()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var ping = rig.Channel.PingAsync(CancellationToken.None).AsTask();
        var pingLine = await AnswerNextAsync(rig, "null");
        var drain = rig.Channel.DrainAsync(CancellationToken.None).AsTask();
        var drainLine = await AnswerNextAsync(rig, "null");

        (await ping).Should().BeTrue();
        (await drain).Should().BeTrue();
        pingLine.Should().MatchRegex("""^\{"jsonrpc":"2\.0","id":"[0-9a-f]{32}","method":"ping"\}$""");
        drainLine.Should().EndWith("\"method\":\"drain\"}");
    }

    [Fact]
    public async Task A_ping_that_is_not_answered_in_time_is_false_and_its_late_answer_harms_nobody()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        using var patience = new CancellationTokenSource();

        var ping = rig.Channel.PingAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        var isAlive = await ping;
        await AnswerNextAsync(rig, "null");
        var second = rig.Channel.PingAsync(CancellationToken.None).AsTask();
        await AnswerNextAsync(rig, "null");

        isAlive.Should().BeFalse();
        (await second).Should().BeTrue();
    }

    [Theory]
    [InlineData("true")]
    [InlineData("{}")]
    public async Task A_ping_with_another_answer_ends_the_connection(string result)
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var ping = rig.Channel.PingAsync(CancellationToken.None).AsTask();
        await AnswerNextAsync(rig, result);

        (await ping).Should().BeFalse();
        (await rig.ViolationAsync()).Should().Contain(result);
    }

    [Theory]
    [InlineData("""{"body":"aGk="}""", "hi")]
    [InlineData("{}", null)]
    public async Task The_code_cache_is_read_where_there_is_one(string result, string? expected)
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var read = rig.Channel.ReadCodeCacheAsync(CancellationToken.None).AsTask();
        await AnswerNextAsync(rig, result);

        var cache = await read;
        (cache is null ? null : System.Text.Encoding.UTF8.GetString(cache.Value.Span)).Should().Be(expected);
    }

    [Fact]
    public async Task A_load_gives_the_shape_of_the_code()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var load = rig.Channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();
        var line = await AnswerNextAsync(rig, """{"shape":"module","cacheRejected":true}""");

        (await load).Should().Be(new LoadReply.Loaded("module", true));
        line.Should().EndWith(
            """
            "method":"load","params":{"functionId":"abcdefgh","functionName":"hello","version":1,"env":{},"limits":{"timeoutMs":30000,"memoryMb":128,"concurrency":32},"maxFrameBytes":33554432,"logBytesPerSecond":1048576,"services":[],"body":"export const handler = () => 'hi';"}}
            """);
    }

    [Fact]
    public async Task A_load_that_fails_says_where_in_the_users_source()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var load = rig.Channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();
        var id = Lines.IdOf((await rig.Wire.ReadLineAsync())!);
        await rig.Wire.SendAsync(Lines.Error(id, -32010, """{"name":"SyntaxError","message":"no","line":3,"column":7,"stack":"s"}"""));

        (await load).Should().Be(new LoadReply.Failed(new LoadFailure("SyntaxError", "no", 3, 7, "s")));
    }

    [Theory]
    [InlineData("""{"shape":"wasm","cacheRejected":false}""")]
    [InlineData("""{"cacheRejected":false}""")]
    [InlineData("""{"shape":"script","cacheRejected":0}""")]
    [InlineData("null")]
    public async Task A_load_with_another_result_ends_the_connection(string result)
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var load = rig.Channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();
        await AnswerNextAsync(rig, result);

        (await load).Should().BeOfType<LoadReply.Closed>().Which.Reason.Should().BeOfType<RpcCloseReason.Violation>();
    }

    [Fact]
    public async Task A_source_that_fits_into_no_line_is_not_sent()
    {
        await using var rig = await ChannelRig.ReadyAsync(new RpcConnectionOptions { MaxFrameBytes = 1000 });

        var load = await rig.Channel.LoadAsync(Loads.Small with { Source = new string('x', 1000) }, CancellationToken.None);

        load.Should().Be(new LoadReply.TooLarge());
    }

    [Fact]
    public async Task Everything_pending_ends_with_the_worker()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var load = rig.Channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();
        var ping = rig.Channel.PingAsync(CancellationToken.None).AsTask();
        var cache = rig.Channel.ReadCodeCacheAsync(CancellationToken.None).AsTask();
        var call = rig.Invoke(Calls.Get);

        rig.Wire.End();

        (await load).Should().Be(new LoadReply.Closed(new RpcCloseReason.EndOfFile()));
        (await ping).Should().BeFalse();
        (await cache).Should().BeNull();
        (await call.ClosedAsync()).Should().Be(new RpcCloseReason.EndOfFile());
        rig.Channel.Invoke(InvocationId.New(), Calls.Get, new AwaitedInvoke()).Should().Be(RpcSendResult.Closed);
        (await rig.Channel.LoadAsync(Loads.Small, CancellationToken.None)).Should().BeOfType<LoadReply.Closed>();
    }

    private static async Task<string> AnswerNextAsync(ChannelRig rig, string result)
    {
        var line = (await rig.Wire.ReadLineAsync())!;
        await rig.Wire.SendAsync(Lines.Result(Lines.IdOf(line), result));
        return line;
    }
}
