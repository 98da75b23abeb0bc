using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>Concurrency is kept as declared, queues are bounded, and who finds no place is told when to come again.</summary>
[Collection(QuietMachine.Collection)]
public sealed class OverloadTests
{
    [Fact]
    public async Task With_a_concurrency_of_one_calls_never_interleave()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        var id = await DeployAsync(client, concurrency: 1, maxWorkers: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.CallAsync(id, "?ms=50")));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Should().OnlyContain(answer => answer.Json["most"]!.GetValue<int>() == 1);
    }

    [Fact]
    public async Task A_full_queue_answers_503_and_when_to_come_again()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:QueueLimit", "2"));
        using var client = supervisor.Client();
        var id = await DeployAsync(client, concurrency: 1, maxWorkers: 1);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.CallAsync(id, "?ms=300")));

        answers.Count(answer => answer.Status == 200).Should().Be(3, "one runs and two wait");
        var refused = answers.Where(answer => answer.Status != 200).ToList();
        refused.Should().OnlyContain(answer => answer.Status == 503 || answer.Status == 429);
        refused.Should().OnlyContain(answer => int.Parse(answer.Header("retry-after") ?? "0") >= 1);
    }

    [Fact]
    public async Task Fifty_first_calls_of_one_cold_function_start_a_few_workers()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        var id = await DeployAsync(client, concurrency: 32, maxWorkers: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.CallAsync(id, "?ms=20")));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Select(answer => answer.Json["worker"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Should().HaveCountLessThanOrEqualTo(2);
        supervisor.Workers.Should().HaveCountLessThanOrEqualTo(4, "two serve and two are kept warm");
    }

    [Fact]
    public async Task Calls_beyond_one_workers_concurrency_go_to_a_further_worker()
    {
        await using var supervisor = await SupervisorProcess.StartAsync();
        using var client = supervisor.Client();
        var id = await DeployAsync(client, concurrency: 2, maxWorkers: 2);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.CallAsync(id, "?ms=500")));

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Select(answer => answer.Json["worker"]!.GetValue<string>()).Distinct(StringComparer.Ordinal).Should().HaveCount(2);
        answers.Should().OnlyContain(answer => answer.Json["most"]!.GetValue<int>() <= 2);
    }

    private static Task<string> DeployAsync(SandboxClient client, int concurrency, int maxWorkers) => client.DeployFileAsync(
        "errors/slow.js", with => with["limits"] = new JsonObject { ["concurrency"] = concurrency, ["maxWorkers"] = maxWorkers });
}
