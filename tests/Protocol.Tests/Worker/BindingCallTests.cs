using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class BindingCallTests
{
    [Fact]
    public async Task A_binding_call_is_heard_with_its_raw_arguments_and_answered_later()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var call = await CallAsync(rig, 5, """["users", {"a":1}]""");
        call.Answer("[[\"k\",\n1]]"u8);

        (await rig.Wire.ReadLineAsync()).Should().Be("""{"jsonrpc":"2.0","id":5,"result":[["k", 1]]}""");
    }

    [Fact]
    public async Task A_binding_call_fails_with_its_code()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var call = await CallAsync(rig, 1, "[]");
        call.Fail("permission_denied", "No.");

        (await rig.Wire.ReadLineAsync()).Should().Be(
            """{"jsonrpc":"2.0","id":1,"error":{"code":-32020,"message":"No.","data":{"code":"permission_denied"}}}""");
    }

    [Fact]
    public async Task A_binding_call_is_answered_once()
    {
        await using var rig = await ChannelRig.ReadyAsync();

        var call = await CallAsync(rig, 1, "[]");
        call.Answer("1"u8);

        call.Invoking(answered => answered.Fail("unavailable", "x")).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task A_result_that_fits_into_no_line_becomes_an_error()
    {
        await using var rig = await ChannelRig.ReadyAsync(new RpcConnectionOptions { MaxFrameBytes = 1000 });

        var call = await CallAsync(rig, 1, "[]");
        call.Answer(System.Text.Encoding.UTF8.GetBytes("\"" + new string('x', 2000) + "\""));

        (await rig.Wire.ReadLineAsync()).Should().Contain("limit_exceeded");
    }

    [Fact]
    public async Task An_answer_after_the_end_is_dropped()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = await CallAsync(rig, 1, "[]");

        rig.Channel.Close(new RpcCloseReason.ByUs("over"));

        call.Invoking(late => late.Answer("1"u8)).Should().NotThrow();
    }

    [Fact]
    public async Task A_worker_that_asks_and_never_reads_is_cut_off()
    {
        await using var rig = await ChannelRig.ReadyAsync(new RpcConnectionOptions { MaxFrameBytes = 100_000, MaxQueuedBytes = 300_000 });
        var result = System.Text.Encoding.UTF8.GetBytes("\"" + new string('x', 50_000) + "\"");

        for (var id = 1; id <= 20 && !rig.Channel.Closed.IsCompleted; id++)
        {
            var call = await CallAsync(rig, id, "[]");
            call.Answer(result);
        }

        (await rig.ViolationAsync()).Should().Contain("nothing read");
    }

    private static async Task<BindingCall> CallAsync(ChannelRig rig, long id, string args)
    {
        await rig.Wire.SendAsync(
            "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"bindings.call\",\"params\":{\"id\":\"" + Calls.Id
            + "\",\"service\":\"databases\",\"method\":\"get\",\"args\":" + args + "}}");
        (await rig.Notes.NextAsync()).Should().Be($"call {Calls.Id} databases.get {args}");
        return rig.Notes.LastBindingCall!;
    }
}
