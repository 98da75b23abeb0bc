using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.EndToEnd.Tests.Wire;

/// <summary>The wire is JSON-RPC 2.0, and not only by our own word: an implementation by others understands it, in both directions.</summary>
public sealed class JsonRpcInteropTests
{
    [Fact]
    public async Task Requests_errors_and_notifications_are_understood_by_another_implementation()
    {
        await using var peer = new VscodeJsonRpc();

        (await peer.CallAsync("sum", """{"numbers":[1,2,39]}""")).Should().Be("42");
        (await peer.CallAsync("fail")).Should().Be("""-32001 "It \"failed\", nö" {"why":[1]}""");
        (await peer.CallAsync("unknown", "{}")).Should().StartWith("-32601 ");
        peer.Notify("note", """{"text":"❄"}""");
        (await peer.NoteAsync()).Should().Be("""noted {"text":"❄"}""");
    }

    [Fact]
    public async Task Requests_of_another_implementation_are_answered_with_results_and_errors()
    {
        await using var peer = new VscodeJsonRpc();

        (await peer.CallAsync("ask", """{"text":"snö"}""")).Should().Be("""{"TEXT":"SNÖ"}""");
        (await peer.CallAsync("askInVain")).Should().Be("""{"code":-32020,"message":"no \"ö\"","data":[1]}""");
    }

    [Fact]
    public async Task A_cancel_is_understood_in_both_directions()
    {
        await using var peer = new VscodeJsonRpc();

        var waiting = peer.CallAsync("wait");
        (await peer.NoteAsync()).Should().Be("waiting {}");
        peer.Notify("$/cancelRequest", $$"""{"id":"{{peer.LastId}}","reason":"timeout"}""");
        var cancelled = await peer.CallAsync("askAndCancel");

        (await waiting).Should().Be("\"cancelled\"");
        cancelled.Should().Be("-32800");
        (await peer.NoteAsync()).Should().StartWith("$/cancelRequest {\"id\":");
    }

    [Fact]
    public async Task The_end_of_the_stream_ends_both_sides()
    {
        var peer = new VscodeJsonRpc();
        await peer.CallAsync("sum", """{"numbers":[]}""");

        await peer.DisposeAsync();

        (await peer.Connection.Closed).Should().BeOfType<RpcCloseReason.ByUs>();
    }
}
