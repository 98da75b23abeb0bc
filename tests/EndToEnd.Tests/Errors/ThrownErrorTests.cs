using System.Diagnostics;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Errors;

/// <summary>A handler that fails gives its caller an answer, its owner the details, and the next call nothing to notice.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class ThrownErrorTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Theory]
    [InlineData("error", "RangeError: too far")]
    [InlineData("text", "just text")]
    [InlineData("null", "null")]
    [InlineData("undefined", "undefined")]
    [InlineData("object", "7")]
    [InlineData("frozen", "cold")]
    [InlineData("reject", "undefined")]
    [InlineData("rejectError", "the root")]
    [InlineData("lateReject", "late")]
    [InlineData("trap", "Error")]
    [InlineData("deep", "RangeError")]
    public async Task Whatever_is_thrown_is_a_500_and_stands_in_the_log(string how, string logged)
    {
        var id = await _client.DeployFileAsync("errors/throws.js");

        var answer = await _client.CallAsync(id, $"?how={how}");
        var next = await _client.CallAsync(id, "?how=fine");

        answer.Status.Should().Be(500, answer.ToString());
        next.Text.Should().Be("fine");
        var line = await _client.LogLineAsync(id, line => line.Level == "error", "the error");
        line.Message.Should().Contain(logged);
        line.InvocationId.Should().Be(answer.Header("x-molnos-invocation-id"));
    }

    [Fact]
    public async Task The_errors_message_is_for_those_who_may_read_the_function_and_its_stack_for_the_log_only()
    {
        var id = await _client.DeployFileAsync("errors/throws.js", with => with["allowUnauthenticated"] = true);

        var forReader = await _client.CallAsync(id, "?how=error");
        var forStranger = await shared.Anonymous.CallAsync(id, "?how=error");

        forReader.Json["message"]!.GetValue<string>().Should().Contain("too far");
        forStranger.Status.Should().Be(500);
        forStranger.Text.Should().NotContain("too far").And.NotContain("RangeError");
        forReader.Text.Should().NotContain("    at ");
        var line = await _client.LogLineAsync(id, line => line.Level == "error", "the error");
        line.Message.Should().MatchRegex(@"at .*:3:\d+", "the stack names the line of the user's own source");
        line.Message.Should().NotContain(RepositoryPaths.Root);
    }

    [Theory]
    [InlineData("rejection", "Unhandled rejection: Error: nobody awaited me", 3)]
    [InlineData("timer", "Uncaught exception: Error: from a timer", 4)]
    public async Task An_error_outside_of_the_handler_answers_its_call_at_once_and_is_logged_once_with_its_stack(string how, string message, int line)
    {
        var id = await _client.DeployFileAsync("errors/unawaited.js");
        await _client.CallAsync(id);
        var watch = Stopwatch.StartNew();

        var answer = await _client.CallAsync(id, $"?how={how}");

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2), "the call would have waited 20 s");
        answer.Status.Should().BeOneOf([500, 502], answer.ToString());
        (await _client.CallAsync(id)).Text.Should().Be("fine");
        await _client.LogLineAsync(id, entry => entry.Level == "error", "the error");
        var logged = (await _client.LogsAsync(id)).Should().ContainSingle().Subject;
        logged.Message.Should().StartWith(message).And.MatchRegex($@"at .*:{line}:\d+");
        logged.InvocationId.Should().Be(answer.Header("x-molnos-invocation-id"));
    }
}
