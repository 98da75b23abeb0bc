using System.Globalization;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Schedules;

/// <summary>Functions that the clock calls.</summary>
public sealed class ScheduleTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private readonly DataFolder _data = new();
    private SupervisorProcess _supervisor = null!;
    private SandboxClient _client = null!;

    public Task InitializeAsync() => StartAsync();

    [Fact]
    public async Task A_function_is_called_for_each_moment_of_its_schedule_and_shows_the_next_three()
    {
        var id = await DeployAsync("""{"type":"schedule","cron":"* * * * * *","timeZone":"Europe/Berlin"}""");

        var ticks = await TicksAsync(id, atLeast: 3);

        var first = ticks[0];
        first["type"]!.GetValue<string>().Should().Be("schedule");
        first["cron"]!.GetValue<string>().Should().Be("* * * * * *");
        first["timeZone"]!.GetValue<string>().Should().Be("Europe/Berlin");
        first["chainDepth"]!.GetValue<int>().Should().Be(0);
        first["attempt"]!.GetValue<int>().Should().Be(1);
        TimeOf(first, "scheduledTime").Millisecond.Should().Be(0);
        TimeOf(first, "timestamp").Should().BeOnOrAfter(TimeOf(first, "scheduledTime"));
        ticks.Select(Moment).Should().OnlyHaveUniqueItems();
        ticks.Select(tick => tick["eventId"]!.GetValue<string>()).Should().OnlyHaveUniqueItems();

        var asked = DateTimeOffset.UtcNow;
        var runs = (await _client.GetAsync($"/functions/{id}")).Json["function"]!["nextRuns"]!.AsArray().Select(run => run!.GetValue<DateTimeOffset>()).ToList();
        runs.Should().HaveCount(3).And.BeInAscendingOrder();
        runs[0].Should().BeCloseTo(asked, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_kill_makes_no_moment_come_twice_and_what_was_missed_meanwhile_is_made_up_for_once()
    {
        var id = await DeployAsync("""{"type":"schedule","cron":"* * * * * *"}""");
        await TicksAsync(id, atLeast: 2);

        await _supervisor.KillAsync();
        var down = DateTimeOffset.UtcNow;
        await Eventually.HoldsAsync(() => Task.FromResult(DateTimeOffset.UtcNow - down > TimeSpan.FromSeconds(5)), s_limit, "five seconds have passed");
        await RestartAsync();
        var up = DateTimeOffset.UtcNow;
        var ticks = await Eventually.FindsAsync(
            async () => await AllTicksAsync(id) is var all && all.Any(tick => TimeOf(tick, "scheduledTime") > up) ? all : null, s_limit, "it ticks again");

        ticks.Where(tick => tick["attempt"]!.GetValue<int>() == 1).GroupBy(Moment).Should().OnlyContain(same => same.Select(tick => tick["eventId"]!.GetValue<string>()).Distinct().Count() == 1);
        // From the kill until the new server listened, seconds passed, and one tick makes up for them all.
        ticks.Select(tick => TimeOf(tick, "scheduledTime")).Where(moment => moment > down.AddSeconds(1) && moment < up.AddSeconds(-1)).Should().HaveCountLessThan(4);
    }

    [Fact]
    public async Task A_tick_that_fails_is_tried_again_as_the_same_and_ends_as_a_dead_letter()
    {
        var id = await DeployAsync("""{"type":"schedule","cron":"* * * * * *"}""", fails: true);

        var letter = await Eventually.FindsAsync(
            async () => (await _client.GetAsync("/events/dead-letters")).Json["deadLetters"]!.AsArray().FirstOrDefault(), s_limit, "there is a dead letter");

        letter["functionId"]!.GetValue<string>().Should().Be(id);
        letter["eventName"]!.GetValue<string>().Should().Be("@schedule");
        letter["attempts"]!.GetValue<int>().Should().Be(3);
        letter["lastError"]!.GetValue<string>().Should().Contain("not this time");
        var tries = (await AllTicksAsync(id)).Where(tick => tick["eventId"]!.GetValue<string>() == letter["eventId"]!.GetValue<string>()).ToList();
        tries.Select(tick => tick["attempt"]!.GetValue<int>()).Should().Equal(1, 2, 3);
        tries.Select(Moment).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_function_that_only_the_clock_calls_is_not_reachable_over_http_and_stops_when_it_goes()
    {
        var id = await _client.DeployAsync("export const handler = (tick) => console.log(`tick ${tick.scheduledTime}`);", with =>
            with["triggers"] = JsonNode.Parse("""[{"type":"schedule","cron":"* * * * * *"}]"""));
        await _client.LogLineAsync(id, line => line.Message.StartsWith("tick ", StringComparison.Ordinal), "a tick");

        (await _client.CallAsync(id)).Status.Should().Be(404);
        (await _client.DeleteAsync($"/functions/{id}")).Status.Should().Be(200);

        var metrics = await KeptAsync();
        var began = DateTimeOffset.UtcNow;
        await Eventually.HoldsAsync(() => Task.FromResult(DateTimeOffset.UtcNow - began > TimeSpan.FromSeconds(2.5)), s_limit, "time for two ticks has passed");
        (await KeptAsync()).Should().Be(metrics, "nobody is called any more");
    }

    [Theory]
    [InlineData("""{"type":"schedule","cron":"61 * * * *"}""", "triggers[1].cron")]
    [InlineData("""{"type":"schedule","cron":"0 0 30 2 *"}""", "triggers[1].cron names a day that never comes")]
    [InlineData("""{"type":"schedule","cron":"@reboot"}""", "triggers[1].cron")]
    [InlineData("""{"type":"schedule","cron":"@daily","timeZone":"Mars/Olympus"}""", "triggers[1].timeZone")]
    [InlineData("""{"type":"schedule","cron":"@daily","missed":"twice"}""", "triggers[1].missed")]
    [InlineData("""{"type":"schedule"}""", "triggers[1].cron")]
    public async Task A_schedule_that_cannot_be_is_refused_with_the_reason(string trigger, string named)
    {
        var answer = await _client.TryDeployAsync("export const handler = () => 1;", with => with["triggers"] = JsonNode.Parse($$"""[{"type":"http"},{{trigger}}]"""));

        answer.Status.Should().Be(400);
        answer.Json["message"]!.GetValue<string>().Should().Contain(named);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _supervisor.DisposeAsync();
    }

    public void Dispose() => _data.Dispose();

    private async Task StartAsync()
    {
        _supervisor = await SupervisorProcess.StartOnAsync(_data, ("Events:RetryBaseDelay", "00:00:00.010"));
        _client = _supervisor.Client();
    }

    private async Task RestartAsync()
    {
        _client.Dispose();
        await _supervisor.DisposeAsync();
        await StartAsync();
    }

    private Task<string> DeployAsync(string trigger, bool fails = false) => _client.DeployFileAsync("schedules/ticks.js", with =>
    {
        with["triggers"] = JsonNode.Parse($$"""[{"type":"http"},{{trigger}}]""");
        with["bindings"] = JsonNode.Parse("""[{"service":"databases","permissions":[{"resource":"table","targets":["ticks"]}]}]""");
        with["env"] = new JsonObject { ["FAILS"] = fails ? "yes" : "no" };
    });

    private Task<IReadOnlyList<JsonNode>> TicksAsync(string id, int atLeast) => Eventually.FindsAsync(
        async () => await AllTicksAsync(id) is var ticks && ticks.Count >= atLeast ? ticks : null, s_limit, $"there are {atLeast} ticks");

    private async Task<IReadOnlyList<JsonNode>> AllTicksAsync(string id)
    {
        var answer = await _client.CallAsync(id);
        answer.Status.Should().Be(200, answer.ToString());
        return [.. answer.Json.AsArray().Select(tick => tick!)];
    }

    private async Task<string> KeptAsync() =>
        (await _client.GetAsync("/metrics")).Text.Split('\n').Single(line => line.StartsWith("molnos_schedule_ticks_total{result=\"kept\"}", StringComparison.Ordinal));

    private static string Moment(JsonNode tick) => tick["scheduledTime"]!.GetValue<string>();

    private static DateTimeOffset TimeOf(JsonNode tick, string member) => DateTimeOffset.Parse(tick[member]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
