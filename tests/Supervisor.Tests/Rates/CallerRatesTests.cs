using System.Net;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Rates;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Rates;

/// <summary>How often one caller may ask, and how many callers are told apart.</summary>
public sealed class CallerRatesTests
{
    [Fact]
    public void Each_caller_has_tokens_of_its_own()
    {
        var rates = new CallerRates(new RateRule(2, 3600), maxCallers: 10);

        string[] callers = ["a", "a", "a", "b", "b", "b"];
        callers.Select(caller => rates.Take(caller) is null).Should().Equal(true, true, false, true, true, false);
    }

    [Fact]
    public void Who_is_refused_hears_how_long_until_the_next_token()
    {
        var rates = new CallerRates(new RateRule(2, 3600), maxCallers: 10);
        rates.Take("a");
        rates.Take("a");

        rates.Take("a").Should().BeCloseTo(TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Tokens_come_back_evenly_over_the_span()
    {
        var rates = new CallerRates(new RateRule(20, 1), maxCallers: 10);
        while (rates.Take("a") is null)
        {
        }

        await Eventually.HoldsAsync(() => Task.FromResult(rates.Take("a") is null), TimeSpan.FromSeconds(10), "a token comes back after a twentieth of the span");
    }

    [Fact]
    public void At_the_bound_further_callers_share_tokens_and_nobody_gets_a_second_lot()
    {
        var rates = new CallerRates(new RateRule(1, 3600), maxCallers: 2);

        string[] callers = ["a", "b", "c", "d", "a", "b"];
        callers.Select(caller => rates.Take(caller) is null).Should().Equal(true, true, true, false, false, false);
        rates.Count.Should().Be(2);
    }

    [Fact]
    public async Task At_the_bound_callers_whose_tokens_are_all_back_make_room()
    {
        var rates = new CallerRates(new RateRule(1000, 1), maxCallers: 2);
        rates.Take("a");
        rates.Take("b");

        // Whoever shares tokens with others has none of their own: after the sweep, which is made once a second at most, a newcomer is counted.
        var newcomers = 0;
        await Eventually.HoldsAsync(
            () =>
            {
                rates.Take($"newcomer {newcomers++}");
                return Task.FromResult(rates.Count == 1);
            },
            TimeSpan.FromSeconds(10),
            "a and b are gone, and one newcomer has their place");
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public void An_address_is_one_caller_and_of_IPv6_its_network(string one, string other, bool same) =>
        (CallerKey.Of(null, IPAddress.Parse(one)) == CallerKey.Of(null, IPAddress.Parse(other))).Should().Be(same);

    [Fact]
    public void An_account_is_one_caller_wherever_it_calls_from()
    {
        var caller = new Caller(new CallerIdentity("x", "X", "service-account", []), new PermissionSet([]));

        CallerKey.Of(caller, IPAddress.Loopback).Should().Be(CallerKey.Of(caller, IPAddress.IPv6Loopback)).And.NotBe(CallerKey.Of(null, IPAddress.Loopback));
    }
}
