using System.Net;
using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Fetch;

/// <summary>Names that lead somewhere else than they say.</summary>
public sealed class RebindingTests : IAsyncLifetime
{
    private Upstream _internet = null!;

    public async Task InitializeAsync() => _internet = await Upstream.StartAsync(context =>
    {
        // So that each request needs a connection, and each connection a lookup.
        context.Response.Headers.Connection = "close";
        return context.Response.WriteAsync($"reached {context.Request.Host}");
    });

    public async Task DisposeAsync() => await _internet.DisposeAsync();

    [Fact]
    public async Task A_name_is_looked_up_once_and_the_connection_made_to_the_address_that_was_checked()
    {
        using var rig = new FetchRig(_internet);
        rig.Name("rebind.example", ["93.184.216.34"], ["127.0.0.1"]);

        var answer = await rig.Invocation().FetchAsync("http://rebind.example/");

        answer.Body().Should().Be("reached rebind.example");
        rig.Lookups.Should().Equal("rebind.example");
        rig.Connections.Select(end => end.ToString()).Should().Equal("93.184.216.34:80");
    }

    [Fact]
    public async Task A_name_that_turns_to_a_private_address_is_refused_from_then_on()
    {
        using var rig = new FetchRig(_internet, null, "rebind.example");
        rig.Name("rebind.example", ["93.184.216.34"], ["127.0.0.1"]);
        var invocation = rig.Invocation();

        var first = await invocation.FetchAsync("http://rebind.example/");
        var second = await invocation.FetchAsync("http://rebind.example/");

        first.Body().Should().StartWith("reached");
        second.Code().Should().Be("permission_denied");
        second.Message().Should().Be("rebind.example leads to an address that is not public.");
        rig.Denied.Should().Equal("rebind.example");
        rig.Connections.Should().ContainSingle();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("10.0.0.5")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fd00:ec2::254")]
    [InlineData("0.0.0.0")]
    public async Task No_name_leads_to_an_address_that_is_not_public_declared_or_not(string address)
    {
        using var rig = new FetchRig(_internet, null, "inside.example", "*.example");
        rig.Name("inside.example", [address]);

        var answer = await rig.Invocation().FetchAsync("http://inside.example/");

        answer.Code().Should().Be("permission_denied");
        rig.Connections.Should().BeEmpty();
        _internet.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task One_private_address_among_several_refuses_the_name()
    {
        using var rig = new FetchRig(_internet);
        rig.Name("mixed.example", ["93.184.216.34", "192.168.0.1"]);

        (await rig.Invocation().FetchAsync("http://mixed.example/")).Code().Should().Be("permission_denied");
        rig.Connections.Should().BeEmpty();
    }

    [Fact]
    public async Task A_name_that_the_administrator_listed_may_lead_to_a_private_address()
    {
        using var rig = new FetchRig(_internet, new FetchOptions { PrivateHosts = "db.internal" }, "db.internal");
        rig.Name("db.internal", ["10.0.0.5"]);

        (await rig.Invocation().FetchAsync("http://db.internal:5984/")).Body().Should().Be("reached db.internal:5984");
        rig.Connections.Select(end => end.ToString()).Should().Equal("10.0.0.5:5984");
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/", "127.0.0.1:5000")]
    [InlineData("http://[::1]:5000/", "[::1]:5000")]
    [InlineData("http://169.254.169.254/", "169.254.169.254:80")]
    [InlineData("http://localhost:5000/", "127.0.0.1:5000")]
    public async Task An_address_that_a_target_names_is_connected_to_without_a_lookup(string url, string connected)
    {
        using var rig = new FetchRig(_internet, null, FetchUrl.Read(url, out _)!.Host.Text);

        (await rig.Invocation().FetchAsync(url)).Body().Should().StartWith("reached");
        rig.Lookups.Should().BeEmpty();
        rig.Connections.Select(end => end.ToString()).Should().Equal(connected);
    }

    [Fact]
    public async Task A_redirect_is_the_workers_to_follow_and_checked_as_any_other_request()
    {
        await using var redirecting = await Upstream.StartAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.1/secret");
            return Task.CompletedTask;
        });
        using var rig = new FetchRig(redirecting);
        rig.Name("public.example", ["93.184.216.34"]);
        var invocation = rig.Invocation();

        var answer = await invocation.FetchAsync("http://public.example/");
        var followed = await invocation.FetchAsync(answer.Header("location")!);

        answer.Value().GetProperty("status").GetInt32().Should().Be(302);
        followed.Code().Should().Be("permission_denied");
        redirecting.Requests.Should().ContainSingle();
        rig.Denied.Should().Equal("127.0.0.1");
    }

    [Fact]
    public async Task An_address_that_does_not_answer_leaves_time_for_the_next()
    {
        using var rig = new FetchRig(_internet, new FetchOptions { ConnectTimeout = TimeSpan.FromSeconds(2) });
        rig.Name("two.example", ["93.184.216.34", "93.184.216.35"]);
        rig.Silent = IPAddress.Parse("93.184.216.34");

        (await rig.Invocation().FetchAsync("http://two.example/")).Body().Should().Be("reached two.example");
        rig.Connections.Select(end => end.Address.ToString()).Should().Equal("93.184.216.34", "93.184.216.35");
    }

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_unavailable()
    {
        using var rig = new FetchRig(_internet, new FetchOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) });
        rig.Name("one.example", ["93.184.216.34"]);
        rig.Silent = IPAddress.Parse("93.184.216.34");

        var answer = await rig.Invocation().FetchAsync("http://one.example/");

        (answer.Code(), answer.Message()).Should().Be(("unavailable", "one.example could not be connected to within 0.3 s (Fetch:ConnectTimeout)."));
        rig.Slots.Open.Should().Be(0);
    }

    [Fact]
    public async Task Slow_lookups_of_one_function_leave_those_of_another_alone()
    {
        using var rig = new FetchRig(_internet);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.BeforeLookup = name => name.StartsWith("slow", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        rig.Name("fast.example", ["93.184.216.34"]);
        var hostile = rig.Invocation("hostile");

        var slow = Enumerable.Range(0, 20).Select(n => hostile.FetchAsync($"http://slow{n}.example/")).ToList();
        var fast = await rig.Invocation("other").FetchAsync("http://fast.example/");

        fast.Body().Should().StartWith("reached");
        rig.Lookups.Count(name => name.StartsWith("slow", StringComparison.Ordinal)).Should().Be(NameLookup.MostOfOneFunction);
        release.SetResult();
        await Task.WhenAll(slow);
        rig.Lookups.Should().HaveCount(21);
    }

    [Fact]
    public async Task A_name_without_an_address_is_unavailable()
    {
        using var rig = new FetchRig(_internet);

        var answer = await rig.Invocation().FetchAsync("http://nowhere.example/");

        (answer.Code(), answer.Message()).Should().Be(("unavailable", "The name of nowhere.example could not be resolved."));
    }
}
