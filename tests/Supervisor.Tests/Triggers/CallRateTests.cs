using System.Net;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>How often a function may be called, and how often one caller may call.</summary>
public sealed class CallRateTests
{
    private const string Run = "/functions/run/func-one";

    [Fact]
    public async Task A_call_over_the_rate_of_its_function_is_refused_with_429_and_counted_as_refused()
    {
        await using var host = await TriggerHost.StartAsync(Limited(new FunctionRate(2, 3600)));

        (await StatusesAsync(host, 2)).Should().Equal(200, 200);
        using var refused = await host.SendAsync(HttpMethod.Get, Run);

        (await HttpTriggerTests.ErrorAsync(refused, 429)).Should().Contain("2 calls in 3600 s").And.Contain("limits.rate");
        refused.Headers.RetryAfter!.Delta!.Value.Should().BeCloseTo(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
        host.Calls.Should().HaveCount(2);
        host.Statistics.Read("func-one").Refused.Should().Be(1);
    }

    [Fact]
    public async Task A_rate_for_each_caller_counts_accounts_and_addresses_apart()
    {
        await using var host = await TriggerHost.StartAsync(Limited(new FunctionRate(1, 3600, RateScope.Caller)));
        var key = await host.AddAccountAsync("administrator");

        (await StatusesAsync(host, 2)).Should().Equal(200, 429);
        (await StatusesAsync(host, 2, key)).Should().Equal(200, 429);
    }

    [Fact]
    public async Task Another_rate_takes_effect_at_once_and_a_new_version_with_the_same_rate_does_not_begin_again()
    {
        var rate = new FunctionRate(1, 3600);
        await using var host = await TriggerHost.StartAsync(Limited(rate));
        (await StatusesAsync(host, 2)).Should().Equal(200, 429);

        host.Deploy("func-one", Limited(rate) with { PassAllHeaders = true });
        (await StatusesAsync(host, 1)).Should().Equal(429);
        host.Deploy("func-one", Limited(new FunctionRate(2, 3600)));
        (await StatusesAsync(host, 3)).Should().Equal(200, 200, 429);
        host.Deploy("func-one", Limited(rate: null));
        (await StatusesAsync(host, 3)).Should().Equal(200, 200, 200);
    }

    [Fact]
    public async Task Who_may_not_call_uses_up_nothing()
    {
        await using var host = await TriggerHost.StartAsync(Limited(new FunctionRate(1, 3600)) with { AllowUnauthenticated = false });
        var key = await host.AddAccountAsync("administrator");

        (await StatusesAsync(host, 3)).Should().Equal(401, 401, 401);
        (await StatusesAsync(host, 2, key)).Should().Equal(200, 429);
    }

    [Fact]
    public async Task The_rate_of_the_settings_holds_for_each_caller_over_all_functions()
    {
        await using var host = await TriggerHost.StartAsync(callerRequests: 2);
        host.Deploy("func-two", new FunctionDefinition { Name = "two", AllowUnauthenticated = true });

        (await StatusesAsync(host, 1)).Should().Equal(200);
        using var other = await host.SendAsync(HttpMethod.Get, "/functions/run/func-two");
        other.StatusCode.Should().Be(HttpStatusCode.OK);
        using var refused = await host.SendAsync(HttpMethod.Get, Run);

        (await HttpTriggerTests.ErrorAsync(refused, 429)).Should().Contain("RateLimits:CallerRequests");
        refused.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
    }

    private static FunctionDefinition Limited(FunctionRate? rate) =>
        new() { Name = "one", AllowUnauthenticated = true, Limits = new FunctionLimits { Rate = rate } };

    private static async Task<IReadOnlyList<int>> StatusesAsync(TriggerHost host, int calls, string? token = null)
    {
        var statuses = new List<int>();
        for (var i = 0; i < calls; i++)
        {
            using var answer = await host.SendAsync(HttpMethod.Get, Run, token);
            statuses.Add((int)answer.StatusCode);
        }

        return statuses;
    }
}
