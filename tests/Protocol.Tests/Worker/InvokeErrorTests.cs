using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class InvokeErrorTests
{
    [Fact]
    public async Task What_the_handler_threw_is_read_with_and_without_a_stack()
    {
        (await ReplyAsync(-32001, """{"name":"TypeError","message":"nö","stack":"at x\n","open":true}"""))
            .Should().Be(new InvokeReply.Threw("TypeError", "nö", "at x\n") { IsOpen = true });
        (await ReplyAsync(-32001, """{"name":"Error","message":""}"""))
            .Should().Be(new InvokeReply.Threw("Error", "", null));
    }

    [Fact]
    public async Task Why_a_result_is_unusable_is_read()
    {
        (await ReplyAsync(-32002, """{"reason":"circular"}""")).Should().Be(new InvokeReply.Unusable("circular"));
        (await ReplyAsync(-32002, """{"reason":"circular","open":true}""")).Should().Be(new InvokeReply.Unusable("circular") { IsOpen = true });
    }

    [Fact]
    public async Task A_call_that_was_not_begun_says_so()
    {
        (await ReplyAsync(-32003, null)).Should().BeOfType<InvokeReply.NotBegun>();
    }

    [Theory]
    [InlineData(-32601, null)]
    [InlineData(-32602, null)]
    [InlineData(-32700, null)]
    [InlineData(-32010, """{"name":"Error","message":"m"}""")]
    [InlineData(0, null)]
    [InlineData(-32001, null)]
    [InlineData(-32001, "[]")]
    [InlineData(-32001, """{"name":"Error"}""")]
    [InlineData(-32001, """{"name":"Error","message":1}""")]
    [InlineData(-32001, """{"name":"Error","message":"m","stack":1}""")]
    [InlineData(-32001, """{"name":"Error","message":"m","code":1}""")]
    [InlineData(-32002, "{}")]
    [InlineData(-32002, """{"reason":"r","open":"yes"}""")]
    public async Task Any_other_error_ends_the_connection(int code, string? data)
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = rig.Invoke(Calls.Get);

        await rig.Wire.SendAsync(Lines.Error(Calls.Id.ToString(), code, data));

        (await rig.ViolationAsync()).Should().Be($"the error {code} (\"m\") or its data in answer to invoke");
        await call.ClosedAsync();
    }

    private static async Task<InvokeReply> ReplyAsync(int code, string? data)
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = rig.Invoke(Calls.Get);
        await rig.Wire.SendAsync(Lines.Error(Calls.Id.ToString(), code, data));
        return await call.ReplyAsync();
    }
}
