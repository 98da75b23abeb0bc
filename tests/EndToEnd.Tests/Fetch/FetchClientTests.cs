using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Fetch;

/// <summary>Clients from npm, bundled by esbuild, work on the global fetch as they do elsewhere.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class FetchClientTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private Upstream _api = null!;
    private string _id = "";
    private int _flaky;

    public async Task InitializeAsync()
    {
        _api = await Upstream.StartAsync(AnswerAsync);
        _id = await _client.DeployAsync(await FunctionBundle.BuildAsync("fetch-clients.mjs"), FetchCalls.MayFetch($"127.0.0.1:{_api.Port}"));
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Ky_sends_json_runs_hooks_tries_again_and_gives_up_in_time()
    {
        var result = await DoAsync("ky");

        result["made"]!.ToJsonString().Should().Be("""{"method":"POST","type":"application/json","hook":"ran","body":{"name":"Ada"}}""");
        (result["flaky"]!.GetValue<string>(), result["missing"]!.GetValue<string>(), result["slow"]!.GetValue<string>()).Should().Be(("third time", "HTTPError 404", "TimeoutError"));
    }

    [Fact]
    public async Task Ofetch_sends_json_parses_and_tells_errors()
    {
        var result = await DoAsync("ofetch");

        result["made"]!["body"]!["name"]!.GetValue<string>().Should().Be("Åsa");
        (result["missing"]!.GetValue<string>(), result["bytes"]!.GetValue<int>()).Should().Be(("FetchError 404", 100_000));
    }

    [Fact]
    public async Task A_vendors_sdk_calls_streams_and_tells_errors()
    {
        var result = await DoAsync("sdk");

        (result["whole"]!.GetValue<string>(), result["text"]!.GetValue<string>(), result["refused"]!.GetValue<string>()).Should().Be(("whole", "one two three", "true 401"));
        _api.Requests.First().Headers["authorization"].Should().Be("Bearer sk-test");
    }

    private async Task<JsonNode> DoAsync(string task)
    {
        var answer = await _client.CallAsync(_id, $"?task={task}&base={_api.Address}");
        answer.Status.Should().Be(200, answer.ToString());
        return answer.Json;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        switch (context.Request.Path.Value)
        {
            case "/echo":
                response.ContentType = "application/json";
                var hook = context.Request.Headers["x-hook"].ToString();
                await response.WriteAsync($$"""{"method":"{{context.Request.Method}}","type":"{{context.Request.ContentType}}","hook":"{{hook}}","body":{{body}}}""");
                break;
            case "/flaky":
                response.StatusCode = ++_flaky < 3 ? 503 : 200;
                await response.WriteAsync("third time");
                break;
            case "/slow":
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                break;
            case "/bytes":
                await response.Body.WriteAsync(new byte[100_000]);
                break;
            case "/v1/chat/completions" when body.Contains("\"stream\":true", StringComparison.Ordinal):
                response.ContentType = "text/event-stream";
                foreach (var word in new[] { "one ", "two ", "three" })
                {
                    await response.WriteAsync("""data: {"choices":[{"index":0,"delta":{"content":"WORD"}}]}""".Replace("WORD", word, StringComparison.Ordinal) + "\n\n");
                    await response.Body.FlushAsync();
                }

                await response.WriteAsync("data: [DONE]\n\n");
                break;
            case "/v1/chat/completions":
                response.ContentType = "application/json";
                await response.WriteAsync("""{"choices":[{"index":0,"message":{"role":"assistant","content":"whole"}}]}""");
                break;
            default:
                response.StatusCode = context.Request.Path == "/v1/models" ? 401 : 404;
                break;
        }
    }
}
