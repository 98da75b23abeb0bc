using System.Net;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The chain of calls that a request over HTTP says it came through.</summary>
public sealed class RequestChainTests
{
    private const string Run = "/functions/run/func-one";

    [Fact]
    public async Task A_request_carries_its_chain_on_and_the_function_does_not_see_it()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "one", AllowUnauthenticated = true, PassAllHeaders = true });

        using var outside = await SendAsync(host, chain: null);
        using var inside = await SendAsync(host, "2:aaaaaaaa,bbbbbbbb");

        outside.StatusCode.Should().Be(HttpStatusCode.OK);
        inside.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Calls.Select(call => call.Request.Chain.ToHeader()).Should().Equal("0", "2:aaaaaaaa,bbbbbbbb");
        host.Calls[1].Request.Headers.Should().NotContain(header => header.Key == CallChain.HeaderName);
    }

    [Fact]
    public async Task A_request_through_too_many_functions_is_refused_before_it_calls_one()
    {
        await using var host = await TriggerHost.StartAsync();
        var longest = string.Join(',', Enumerable.Repeat("func-one", 8));

        using var allowed = await SendAsync(host, $"8:{longest}");
        using var refused = await SendAsync(host, $"9:{longest},func-one");

        allowed.StatusCode.Should().Be(HttpStatusCode.OK);
        var message = await HttpTriggerTests.ErrorAsync(refused, 508);
        message.Should().Contain("Events:MaxChainDepth").And.NotContain("func-one");
        host.Calls.Should().ContainSingle();
        host.RefusedChains.Should().ContainSingle().Which.By.Should().Be(ChainLink.Http);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("1:aaaaaaaa, 1:aaaaaaaa")]
    public async Task A_chain_that_this_server_did_not_write_is_refused(string chain)
    {
        await using var host = await TriggerHost.StartAsync();

        using var answer = await SendAsync(host, chain);

        (await HttpTriggerTests.ErrorAsync(answer, 400)).Should().Contain(CallChain.HeaderName);
        host.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_may_not_call_the_function_hears_nothing_of_chains()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "private" });

        using var answer = await SendAsync(host, "nonsense");

        await HttpTriggerTests.ErrorAsync(answer, 401);
    }

    private static Task<HttpResponseMessage> SendAsync(TriggerHost host, string? chain)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Run);
        if (chain is not null)
        {
            request.Headers.TryAddWithoutValidation(CallChain.HeaderName, chain).Should().BeTrue();
        }

        return host.Client.SendAsync(request);
    }
}
