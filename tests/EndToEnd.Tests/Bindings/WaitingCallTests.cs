using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bindings;

/// <summary>A call that waits for a service holds up no other, and what may wait is bounded over all workers.</summary>
public sealed class WaitingCallTests
{
    private const int MostWaiting = 64;
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task An_answer_of_a_megabyte_an_error_and_a_slow_answer_hold_up_no_other_call_of_their_worker()
    {
        using var data = new DataFolder();
        await using var supervisor = await SupervisorProcess.StartOnAsync(data);
        using var client = supervisor.Client();
        var id = await DeployAsync(client, maxWorkers: 1);
        (await client.CallAsync(id, "/fill")).Text.Should().Be("true");
        Task<HttpAnswer> slow;
        List<HttpAnswer> others = [];
        using (TableLock.Hold(data.Path))
        {
            slow = client.CallAsync(id, "/slow");
            for (var round = 0; round < 5; round++)
            {
                others.AddRange(await Task.WhenAll(new[] { "/large", "/refused", "/wrong", "/" }.Select(path => client.CallAsync(id, path))).WaitAsync(s_soon));
            }

            slow.IsCompleted.Should().BeFalse("its write still waits");
        }

        var pid = (await slow).Text;
        others.Select(answer => answer.Text).Should().Equal(Enumerable.Repeat(
            new[] { $$"""{"pid":{{pid}},"length":1000000}""", $$"""{"pid":{{pid}},"code":"permission_denied"}""", $$"""{"pid":{{pid}},"code":"invalid_argument"}""", pid }, 5).SelectMany(round => round));
    }

    [Fact]
    public async Task Calls_of_services_that_wait_are_bounded_over_all_workers_and_room_comes_back()
    {
        using var data = new DataFolder();
        await using var supervisor = await SupervisorProcess.StartOnAsync(data, ("Workers:MaxServiceCalls", $"{MostWaiting}"));
        using var client = supervisor.Client();
        var functions = new[] { await DeployAsync(client), await DeployAsync(client) };
        await Task.WhenAll(functions.Select(id => client.CallAsync(id)));
        Task<HttpAnswer[]> many;
        using (TableLock.Hold(data.Path))
        {
            many = Task.WhenAll(functions.Select(id => client.CallAsync(id, $"/many?calls={MostWaiting}")));
            await Eventually.HoldsAsync(async () => await IsRefusedAsync(client, functions[0]), s_soon, "no room is left");
        }

        var outcomes = (await many).SelectMany(answer => answer.Json.AsArray().Select(outcome => outcome!.GetValue<string>())).ToList();
        outcomes.Count(outcome => outcome == "fulfilled").Should().Be(MostWaiting, string.Join(' ', outcomes));
        outcomes.Count(outcome => outcome == "unavailable").Should().Be(MostWaiting);
        var after = await client.CallAsync(functions[1], $"/many?calls={MostWaiting}");
        after.Json.AsArray().Should().OnlyContain(outcome => outcome!.GetValue<string>() == "fulfilled");
    }

    /// <summary>A call that writes nothing, and so waits for no disk, is refused as well while there is no room.</summary>
    private static async Task<bool> IsRefusedAsync(SandboxClient client, string id) =>
        (await client.CallAsync(id, "/refused")).Json["code"]!.GetValue<string>() == "unavailable";

    private static Task<string> DeployAsync(SandboxClient client, int maxWorkers = 2) => client.DeployFileAsync("bindings/neighbours.js", with =>
    {
        with["bindings"] = JsonNode.Parse("""[{"service":"databases","permissions":[{"resource":"table","targets":["neighbours"]}]}]""");
        with["limits"] = new JsonObject { ["maxWorkers"] = maxWorkers };
    });
}
