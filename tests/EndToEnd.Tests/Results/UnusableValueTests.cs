using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Results;

/// <summary>A value that cannot be an answer is told as such, and harms nothing after it.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class UnusableValueTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    public static TheoryData<string> Values { get; } =
    [
        "circular", "bigint", "throwingGetter", "throwingStatus", "throwingToJson", "proxy", "symbol", "function",
        "statusTooLow", "statusTooHigh", "statusNaN", "statusFraction", "headerName", "headerBreak", "headerObject",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public async Task An_unusable_value_is_a_502_with_its_reason_and_the_next_call_works(string value)
    {
        var id = await _client.DeployFileAsync("results/catalogue.js");

        var answer = await _client.CallAsync(id, $"?value={value}");
        var next = await _client.CallAsync(id, "?value=bareText");

        answer.Status.Should().Be(502, answer.ToString());
        answer.Header("x-injected").Should().BeNull();
        answer.Json["message"]!.GetValue<string>().Length.Should().BeGreaterThan("The function returned something that cannot be an answer: ".Length);
        answer.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(502);
        answer.Json["invocationId"]!.GetValue<string>().Should().Be(answer.Header("x-molnos-invocation-id"));
        next.Status.Should().Be(200, next.ToString());
        await _client.DeleteAsync($"/functions/{id}");
    }
}
