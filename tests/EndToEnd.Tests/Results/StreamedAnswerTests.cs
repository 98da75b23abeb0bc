using System.Diagnostics;
using System.Text;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Results;

/// <summary>A streamed body flows while the function still writes it.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class StreamedAnswerTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task The_first_byte_arrives_before_the_handler_has_written_the_last()
    {
        var id = await _client.DeployFileAsync("results/stream.js", with => with["limits"] = new System.Text.Json.Nodes.JsonObject { ["maxWorkers"] = 1 });

        using var response = await _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(id), content: null, CancellationToken.None);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[6];
        await body.ReadExactlyAsync(first).AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        await _client.CallAsync(id, "?release");
        using var rest = new StreamReader(body);

        Encoding.UTF8.GetString(first).Should().Be("first\n");
        (await rest.ReadToEndAsync()).Should().Be("last\n");
    }

    [Fact]
    public async Task A_stream_that_fails_midway_ends_truncated_and_not_clean()
    {
        var id = await _client.DeployFileAsync("results/stream-fails.js");

        var call = () => _client.CallAsync(id, "?late");

        await call.Should().ThrowAsync<HttpRequestException>();
        (await _client.CallAsync(id, "?ok=yes")).Text.Should().Be("fine");
        await _client.LogLineAsync(id, line => line.Level == "error" && line.Message.Contains("the well ran dry", StringComparison.Ordinal), "why the stream failed");
    }

    [Fact]
    public async Task A_stream_that_fails_before_anything_went_out_is_no_success()
    {
        var id = await _client.DeployFileAsync("results/stream-fails.js");

        var status = 0;
        try
        {
            status = (await _client.CallAsync(id)).Status;
        }
        catch (HttpRequestException)
        {
            // Truncated, which is as honest.
        }

        status.Should().BeOneOf(0, 500, 502);
    }

    [Fact]
    public async Task A_client_that_reads_slowly_does_not_hold_other_calls()
    {
        var id = await _client.DeployFileAsync("results/stream-large.js", with => with["limits"] = new System.Text.Json.Nodes.JsonObject { ["maxWorkers"] = 1 });

        using var slow = await _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(id, "?mb=64"), content: null, CancellationToken.None);
        await using var body = await slow.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[1024]);
        var watch = Stopwatch.StartNew();
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _client.CallAsync(id)));

        others.Should().OnlyContain(answer => answer.Status == 200);
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_large_stream_arrives_whole_without_growing_the_supervisor_by_its_size()
    {
        var id = await _client.DeployFileAsync("results/stream-large.js");
        using var response = await _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(id, "?mb=200"), content: null, CancellationToken.None);
        await using var body = await response.Content.ReadAsStreamAsync();
        var before = shared.Supervisor.ResidentBytes;
        var buffer = new byte[64 * 1024];
        var (total, most) = (0L, 0L);
        for (int count; (count = await body.ReadAsync(buffer)) > 0; total += count)
        {
            most = Math.Max(most, (total & 0xFFFFF) < count ? shared.Supervisor.ResidentBytes : 0);
        }

        total.Should().Be(200L * 1024 * 1024);
        (most - before).Should().BeLessThan(64L * 1024 * 1024);
    }
}
