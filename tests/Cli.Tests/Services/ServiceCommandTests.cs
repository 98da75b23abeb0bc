using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Services;

/// <summary>Tables and events from the terminal.</summary>
[Collection(SharedServer.Collection)]
public sealed class ServiceCommandTests(SharedServer server) : IDisposable
{
    private readonly UserShell _shell = server.Shell();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_table_is_made_listed_and_deleted()
    {
        var made = await _shell.RunAsync("molnos db table create terminal-messages");
        var again = await _shell.RunAsync("molnos db table create terminal-messages");
        var listed = await _shell.RunAsync("molnos db tables");
        var table = await _shell.RunAsync("molnos db tables --output=table");
        var deleted = await _shell.RunAsync("molnos db table delete terminal-messages");
        var gone = await _shell.RunAsync("molnos db tables");

        made.ExitCode.Should().Be(0, made.ToString());
        again.ExitCode.Should().Be(1);
        NamesIn(listed).Should().Contain("terminal-messages");
        table.Out.Should().Contain("│ terminal-messages");
        deleted.ExitCode.Should().Be(0, deleted.ToString());
        NamesIn(gone).Should().NotContain("terminal-messages");
    }

    [Fact]
    public async Task An_event_is_emitted_and_its_subscriber_is_called()
    {
        await server.ClearAsync();
        var id = await server.Client.DeployAsync(
            "exports.handler = (event) => console.log(event.eventName, event.data.id)",
            with => (with["name"], with["triggers"]) = ("listener", System.Text.Json.Nodes.JsonNode.Parse("""[{"type":"event","eventName":"order.created"}]""")));

        var result = await _shell.RunAsync("""molnos events emit order.created '{"id":17}'""");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["subscribers"]!.GetValue<int>().Should().Be(1);
        result.Json["eventId"]!.GetValue<string>().Should().NotBeEmpty();
        await server.Client.LogLineAsync(id, line => line.Message == "order.created 17", "what the subscriber printed");
    }

    [Fact]
    public async Task Data_that_is_no_json_never_reaches_the_server()
    {
        var result = await _shell.RunAsync("molnos events emit order.created nonsense");

        result.ExitCode.Should().Be(2);
        result.Error.Should().Contain("data is not valid JSON");
    }

    [Fact]
    public async Task A_route_is_set_listed_shown_and_deleted()
    {
        await server.ClearAsync();
        await server.Client.DeployAsync("exports.handler = () => 1", with => with["name"] = "behind-a-route");
        var set = await _shell.RunAsync("""molnos routes set terminal-route '{"match":{"hosts":["cli.example.test"],"path":"/x/{**rest}"},"function":"behind-a-route"}'""");
        var refused = await _shell.RunAsync("""molnos routes set terminal-route '{"match":{"path":"/health"},"function":"behind-a-route"}'""");
        var table = await _shell.RunAsync("molnos routes list --output=table");
        var shown = await _shell.RunAsync("molnos routes get terminal-route");
        var deleted = await _shell.RunAsync("molnos routes delete terminal-route");
        var gone = await _shell.RunAsync("molnos routes get terminal-route");

        set.ExitCode.Should().Be(0, set.ToString());
        refused.ExitCode.Should().Be(1);
        refused.Error.Should().Contain("match.path begins with a path of this server's own");
        table.Out.Should().Contain("terminal-route").And.Contain("cli.example.test").And.Contain("behind-a-route");
        shown.Json["route"]!["match"]!["path"]!.GetValue<string>().Should().Be("/x/{**rest}");
        deleted.ExitCode.Should().Be(0, deleted.ToString());
        gone.ExitCode.Should().Be(1);
    }

    private static IEnumerable<string> NamesIn(CommandResult result) => result.Json["tables"]!.AsArray().Select(table => table!["name"]!.GetValue<string>());
}
