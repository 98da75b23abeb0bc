using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Functions;

/// <summary>The command lines of MolnOS, typed as its users type them, each against a server without functions.</summary>
[Collection(SharedServer.Collection)]
public sealed class SeedLineTests(SharedServer server) : IAsyncLifetime
{
    private const string Code = "async function handler(request, context) { return { statusCode: 200, body: { method: request.method, body: request.body } }; }\n";
    private const string UpdatedCode = "async function handler(request, context) { return { statusCode: 200, body: { message: 'Updated' } }; }\n";

    private readonly UserShell _shell = server.Shell();

    public async Task InitializeAsync()
    {
        await server.ClearAsync();
        _shell.Write("handler.js", Code);
        _shell.Write("updated-handler.js", UpdatedCode);
    }

    public Task DisposeAsync()
    {
        _shell.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Functions_are_listed()
    {
        var result = await _shell.RunAsync("molnos functions list");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["count"]!.GetValue<int>().Should().Be(0);
    }

    [Theory]
    [InlineData("molnos functions deploy my-function handler.js", "triggers", """[{"type":"http"}]""")]
    [InlineData("""molnos functions deploy my-function handler.js --triggers='[{"type":"http"}]'""", "triggers", """[{"type":"http"}]""")]
    [InlineData("""molnos functions deploy my-function handler.js --triggers='[{"type":"event","eventName":"order.created"}]'""", "triggers", """[{"type":"event","eventName":"order.created"}]""")]
    [InlineData("""molnos functions deploy my-function handler.js --triggers='[{"type":"http"},{"type":"event","eventName":"order.created"}]'""", "triggers", """[{"type":"http"},{"type":"event","eventName":"order.created"}]""")]
    [InlineData("""molnos functions deploy my-function handler.js --methods=GET,POST --triggers='[{"type":"http"}]'""", "methods", """["GET","POST"]""")]
    [InlineData("""molnos functions deploy my-function handler.js --bindings='[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["users-table"]}]}]'""", "bindings", """[{"service":"databases","permissions":[{"resource":"table","actions":["read","write"],"targets":["users-table"]}]}]""")]
    [InlineData("molnos functions deploy my-function handler.js --allow-unauthenticated", "allowUnauthenticated", "true")]
    public async Task A_function_is_deployed(string line, string field, string expected)
    {
        var result = await _shell.RunAsync(line);

        result.ExitCode.Should().Be(0, result.ToString());
        var id = result.Json["function"]!["id"]!.GetValue<string>();
        var stored = (await server.Client.GetAsync($"/functions/{id}/config")).Json["function"]!;
        stored["name"]!.GetValue<string>().Should().Be("my-function");
        stored["code"]!.GetValue<string>().Should().Be(Code);
        stored[field]!.ToJsonString().Should().Be(expected);
    }

    [Theory]
    [InlineData("molnos functions get <function-id>", "name", "my-function")]
    [InlineData("molnos functions config <function-id>", "code", Code)]
    public async Task A_function_is_shown(string line, string field, string expected)
    {
        var result = await RunOnDeployedAsync(line);

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["function"]![field]!.GetValue<string>().Should().Be(expected);
    }

    [Theory]
    [InlineData("molnos functions update <function-id> updated-handler.js", "code", UpdatedCode)]
    [InlineData("molnos functions update <function-id> --methods=GET", "methods", """["GET"]""")]
    public async Task A_function_is_updated(string line, string field, string expected)
    {
        var result = await RunOnDeployedAsync(line);

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["function"]!["version"]!.GetValue<int>().Should().Be(2);
        var stored = (await server.Client.GetAsync($"/functions/{result.Json["function"]!["id"]}/config")).Json["function"]![field]!;
        (stored is JsonArray ? stored.ToJsonString() : stored.GetValue<string>()).Should().Be(expected);
    }

    [Fact]
    public async Task A_function_is_deleted_without_a_question_in_a_script()
    {
        var result = await RunOnDeployedAsync("molnos functions delete <function-id>");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["success"]!.GetValue<bool>().Should().BeTrue();
        (await server.Client.GetAsync("/functions/list")).Json["count"]!.GetValue<int>().Should().Be(0);
    }

    [Theory]
    [InlineData("molnos functions invoke <function-id>", """{"method":"GET","body":{}}""")]
    [InlineData("""molnos functions invoke <function-id> POST '{"key":"value"}'""", """{"method":"POST","body":{"key":"value"}}""")]
    public async Task A_function_is_called(string line, string expected)
    {
        var result = await RunOnDeployedAsync(line);

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json.ToJsonString().Should().Be(expected);
    }

    [Fact]
    public async Task Statistics_are_shown()
    {
        var result = await RunOnDeployedAsync("molnos functions stats");

        result.ExitCode.Should().Be(0, result.ToString());
        result.Json["stats"]!["totalFunctions"]!.GetValue<int>().Should().Be(1);
    }

    private async Task<CommandResult> RunOnDeployedAsync(string line)
    {
        var id = await server.Client.DeployAsync(Code, with => with["name"] = "my-function");
        return await _shell.RunAsync(line.Replace("<function-id>", id, StringComparison.Ordinal));
    }
}
