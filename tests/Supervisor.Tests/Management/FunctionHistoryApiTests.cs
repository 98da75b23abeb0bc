using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>What the API shows of a function's past: its last hour, and its versions.</summary>
public sealed class FunctionHistoryApiTests : IAsyncLifetime
{
    private readonly FrontHost _host = new();

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task The_last_hour_is_shown_by_minutes_for_one_function_and_in_thirty_points_for_all_that_were_called()
    {
        var statistics = _host.Services.GetRequiredService<InvocationStatistics>();
        statistics.Record(FrontHost.Known, InvocationResultKind.Ok, TimeSpan.FromMilliseconds(8), wasCold: true);
        statistics.Record(FrontHost.Known, InvocationResultKind.Threw, TimeSpan.FromMilliseconds(8), wasCold: false);
        statistics.Observe(new WorkersInUse(FrontHost.Known, 2, 4096));

        var one = await AskAsync($"/functions/{FrontHost.Known}/history");
        var all = await AskAsync("/functions/history");

        (one["to"]!.GetValue<DateTimeOffset>() - one["from"]!.GetValue<DateTimeOffset>()).Should().Be(TimeSpan.FromMinutes(59));
        var minutes = one["minutes"]!.AsArray();
        minutes.Sum(minute => minute!["invocations"]!.GetValue<int>()).Should().Be(2);
        minutes.Sum(minute => minute!["errors"]!["threw"]!.GetValue<int>()).Should().Be(1);
        minutes.Select(minute => minute!["p95Ms"]?.GetValue<double>()).OfType<double>().Should().OnlyContain(p95 => p95 > 7.8 && p95 < 8.2);
        minutes.Should().Contain(minute => minute!["workers"] != null && minute["memoryBytes"]!.GetValue<long>() == 4096);
        all["stepSeconds"]!.GetValue<int>().Should().Be(120);
        var points = all["functions"]!.AsArray().Should().ContainSingle().Which!;
        points["id"]!.GetValue<string>().Should().Be(FrontHost.Known);
        points["invocations"]!.AsArray().Should().HaveCount(30);
        points["invocations"]!.AsArray().Sum(point => point!.GetValue<int>()).Should().Be(2);
        points["failures"]!.AsArray().Sum(point => point!.GetValue<int>()).Should().Be(1);
    }

    [Fact]
    public async Task An_old_version_is_shown_as_it_was_without_its_secrets_and_one_that_is_not_kept_is_a_404()
    {
        const string First = """{"id":"versions","name":"first","code":"exports.handler = () => 1","env":{"CITY":"Oslo","KEY":{"secret":"hidden"}},"methods":["GET"]}""";
        using var deployed = await _host.SendAsync("POST", "/functions/deploy", First);
        deployed.EnsureSuccessStatusCode();
        using var updated = await _host.SendAsync("PUT", "/functions/versions", """{"name":"second","code":"exports.handler = () => 2","methods":[]}""");
        updated.EnsureSuccessStatusCode();

        var old = await AskAsync("/functions/versions/versions/1");
        using var missing = await _host.SendAsync("GET", "/functions/versions/versions/9");

        var shown = old["function"]!.AsObject();
        shown["version"]!.GetValue<int>().Should().Be(1);
        shown["name"]!.GetValue<string>().Should().Be("first");
        shown["code"]!.GetValue<string>().Should().Be("exports.handler = () => 1");
        shown["methods"]!.ToJsonString().Should().Be("""["GET"]""");
        shown["env"]!.ToJsonString().Should().Be("""{"CITY":"Oslo","KEY":{"secret":true}}""");
        missing.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
        (await FrontHost.MessageOfErrorAsync(missing)).Should().Be("Version 9 of this function is not kept.");
    }

    [Theory]
    [InlineData($"/functions/{FrontHost.Known}/history")]
    [InlineData("/functions/history")]
    [InlineData($"/functions/{FrontHost.Known}/versions/1")]
    public async Task Who_may_not_read_functions_is_shown_nothing_of_their_past(string address)
    {
        var key = await _host.KeyOfAsync("functions.execute");

        using var answer = await _host.SendAsync("GET", address, token: key);

        answer.StatusCode.Should().Be(System.Net.HttpStatusCode.Forbidden);
    }

    private async Task<JsonObject> AskAsync(string address)
    {
        using var answer = await _host.SendAsync("GET", address);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
    }
}
