using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>What one function does to itself, another does not notice.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class NeighbourTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Theory]
    [InlineData("errors/hangs.js", "?how=loop", 504)]
    [InlineData("errors/exits.js", "?code=0", 502)]
    [InlineData("errors/bombs.js", "?how=heap", 502)]
    [InlineData("errors/bombs.js", "?how=buffers", 502)]
    [InlineData("errors/bombs.js", "?how=wasm", 502)]
    [InlineData("logs/flood.js", "?ms=1500", 200)]
    public async Task A_neighbour_of_a_misbehaving_function_keeps_every_call(string file, string how, int expected)
    {
        var neighbour = await _client.DeployFileAsync("loading/script.js");
        var offender = await _client.DeployFileAsync(file, with => with["limits"] = new JsonObject { ["timeoutMs"] = 10_000, ["memoryMb"] = 64 });
        var offence = _client.CallAsync(offender, how);

        var statuses = new List<int>();
        while (!offence.IsCompleted || statuses.Count < 50)
        {
            statuses.Add((await _client.CallAsync(neighbour)).Status);
        }

        (await offence).Status.Should().Be(expected, (await offence).ToString());
        statuses.Should().OnlyContain(status => status == 200);
    }

    [Theory]
    [InlineData("heap")]
    [InlineData("buffers")]
    [InlineData("wasm")]
    public async Task A_memory_bomb_is_a_502_that_says_memory_and_the_replacement_loads_the_function_again(string how)
    {
        var id = await _client.DeployFileAsync("errors/bombs.js", with => with["limits"] = new JsonObject { ["memoryMb"] = 64, ["maxWorkers"] = 1 });

        var answer = await _client.CallAsync(id, $"?how={how}");
        var next = await Eventually.FindsAsync(
            async () => await _client.CallAsync(id) is { Status: 200 } good ? good : null, TimeSpan.FromSeconds(3), "a replacement answers");

        answer.Status.Should().Be(502, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain("memory");
        next.Json["hoard"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task Twenty_cold_functions_called_at_once_all_answer()
    {
        var ids = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await _client.DeployFileAsync("loading/script.js"));
        }

        var answers = await Task.WhenAll(ids.Select(id => _client.CallAsync(id)));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Select(answer => answer.Json["functionId"]!.GetValue<string>()).Should().Equal(ids);
    }

    [Fact]
    public async Task Functions_share_no_globals_environment_or_prototypes()
    {
        var polluter = await _client.DeployFileAsync("life/pollute.js");
        var clean = await _client.DeployFileAsync("life/clean.js");
        await _client.CallAsync(polluter);

        var answer = await _client.CallAsync(clean);

        answer.Text.Should().Be("""{"global":null,"env":null,"prototype":null,"map":[2,4],"uuid":36}""");
    }
}
