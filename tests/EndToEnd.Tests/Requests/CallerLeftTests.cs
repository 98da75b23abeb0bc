using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Requests;

/// <summary>A caller who leaves midway is noticed, and costs nothing afterwards.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class CallerLeftTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_caller_who_leaves_fires_the_signal_and_the_worker_serves_on()
    {
        var id = await _client.DeployFileAsync("requests/leaver.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1 });
        var worker = (await _client.CallAsync(id)).Json["worker"]!.GetValue<string>();
        using var leaving = new CancellationTokenSource();

        var call = _client.OpenAsync(HttpMethod.Get, FunctionCalls.Run(id, "?wait"), content: null, leaving.Token);
        await _client.LogLineAsync(id, line => line.Message == "waiting", "the call that waits");
        await leaving.CancelAsync();
        await call.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();

        await _client.LogLineAsync(id, line => line.Message == "left: true", "the signal");
        var next = await _client.CallAsync(id);
        next.Json["worker"]!.GetValue<string>().Should().Be(worker);
        next.Json["waiting"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task A_hundred_callers_who_leave_hold_no_place_of_the_functions_concurrency()
    {
        var id = await _client.DeployFileAsync("requests/leaver.js", with => with["limits"] = new JsonObject { ["maxWorkers"] = 1, ["concurrency"] = 2 });
        for (var round = 0; round < 50; round++)
        {
            var leaving = new[] { await RawHttp.ConnectAsync(_client.Address), await RawHttp.ConnectAsync(_client.Address) };
            foreach (var connection in leaving)
            {
                await connection.WriteAsync($"GET /functions/run/{id}?wait HTTP/1.1\nHost: x\nAuthorization: Bearer {shared.Supervisor.AdminToken}\n\n");
            }

            foreach (var connection in leaving)
            {
                connection.Reset();
            }
        }

        var next = await _client.CallAsync(id);

        next.Status.Should().Be(200, next.ToString());
        await Eventually.HoldsAsync(
            async () => (await _client.CallAsync(id)).Json["waiting"]!.GetValue<int>() == 0, TimeSpan.FromSeconds(5), "no call waits any more");
    }
}
