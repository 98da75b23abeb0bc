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

        using var outside = await SendAsync(host, sent: null);
        using var inside = await SendAsync(host, host.ChainSeal.Seal(Chain("aaaaaaaa", "bbbbbbbb")));

        outside.StatusCode.Should().Be(HttpStatusCode.OK);
        inside.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Calls.Select(call => call.Request.Chain.ToHeader()).Should().Equal("0", "2:aaaaaaaa,bbbbbbbb");
        host.Calls[1].Request.Headers.Should().NotContain(header => header.Key == CallChain.HeaderName);
    }

    [Fact]
    public async Task A_request_through_too_many_functions_is_refused_before_it_calls_one()
    {
        await using var host = await TriggerHost.StartAsync();
        var longest = Chain([.. Enumerable.Repeat("func-one", 8)]);

        using var allowed = await SendAsync(host, host.ChainSeal.Seal(longest));
        using var refused = await SendAsync(host, host.ChainSeal.Seal(longest.Through("func-one")));

        allowed.StatusCode.Should().Be(HttpStatusCode.OK);
        var message = await HttpTriggerTests.ErrorAsync(refused, 508);
        message.Should().Contain("Events:MaxChainDepth").And.NotContain("func-one");
        host.Calls.Should().ContainSingle();
        host.RefusedChains.Should().ContainSingle().Which.By.Should().Be(ChainLink.Http);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("9:aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa,aaaaaaaa")]
    public async Task A_chain_that_this_server_did_not_seal_says_nothing(string sent)
    {
        await using var host = await TriggerHost.StartAsync();

        using var answer = await SendAsync(host, sent);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        host.Calls.Single().Request.Chain.Depth.Should().Be(0);
    }

    [Fact]
    public async Task Who_may_not_call_the_function_hears_nothing_of_chains()
    {
        await using var host = await TriggerHost.StartAsync(new FunctionDefinition { Name = "private" });

        using var answer = await SendAsync(host, host.ChainSeal.Seal(Chain([.. Enumerable.Repeat("func-one", 9)])));

        await HttpTriggerTests.ErrorAsync(answer, 401);
    }

    private static CallChain Chain(params string[] ids) => ids.Aggregate(CallChain.Outside, (chain, id) => chain.Through(id));

    private static Task<HttpResponseMessage> SendAsync(TriggerHost host, string? sent)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Run);
        if (sent is not null)
        {
            request.Headers.TryAddWithoutValidation(CallChain.HeaderName, sent).Should().BeTrue();
        }

        return host.Client.SendAsync(request);
    }
}
