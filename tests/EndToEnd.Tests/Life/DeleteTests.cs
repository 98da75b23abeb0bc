using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Life;

/// <summary>A deleted function ends what it had begun, and is then gone with its workers.</summary>
public sealed class DeleteTests
{
    [Fact]
    public async Task A_call_in_flight_ends_later_ones_find_nothing_and_the_workers_are_gone()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Warm", "1"));
        using var client = supervisor.Client();
        var id = await client.DeployAsync("async function handler() { console.log('begun'); await new Promise((resolve) => setTimeout(resolve, 1000)); return 'ended'; }");
        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count == 2), TimeSpan.FromSeconds(5), "one worker serves and one is warm");

        var call = client.CallAsync(id);
        await client.LogLineAsync(id, line => line.Message == "begun", "the call that has begun");
        var delete = await client.DeleteAsync($"/functions/{id}");
        var later = await client.CallAsync(id);

        delete.Status.Should().Be(200, delete.ToString());
        delete.Json["success"]!.GetValue<bool>().Should().BeTrue();
        later.Status.Should().Be(404, later.ToString());
        (await call).Text.Should().Be("ended");
        await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count == 1), TimeSpan.FromSeconds(3), "only the warm worker is left");
    }

    [Fact]
    public async Task The_name_and_id_of_a_deleted_function_are_free_again()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        Action<JsonObject> same = with => (with["name"], with["id"]) = ("again", "again-01");
        var id = await client.DeployAsync("async function handler() { return 'first'; }", same);

        await client.DeleteAsync($"/functions/{id}");
        var second = await client.DeployAsync("async function handler() { return 'second'; }", same);

        second.Should().Be(id);
        (await client.CallAsync(id)).Text.Should().Be("second");
        (await client.LogsAsync(id)).Should().BeEmpty();
        (await client.GetAsync($"/functions/{id}/versions")).Json["versions"]!.AsArray().Should().ContainSingle();
    }
}
