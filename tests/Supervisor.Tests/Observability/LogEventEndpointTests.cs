using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary><c>/observability/events</c> over HTTP. Each test has a service of its own.</summary>
public sealed class LogEventEndpointTests(FrontHost host) : IClassFixture<FrontHost>
{
    private const string Events = "/observability/events";

    private readonly string _service = $"s{Guid.NewGuid():N}";

    [Fact]
    public async Task A_posted_line_is_found_as_it_was_posted()
    {
        (await PostAsync("warn", "Disk ❄ 91% full", """{"disk":"sda1","free":[1,2.50]}""")).Should().Be((202, """{"success":true}"""));

        var answer = await SearchAsync("");

        var line = answer["events"]![0]!.AsObject();
        (answer["success"]!.GetValue<bool>(), answer["count"]!.GetValue<int>()).Should().Be((true, 1));
        line.Select(member => member.Key).Should().Equal("id", "timestamp", "service", "level", "message", "metadata");
        line["id"]!.GetValueKind().Should().Be(System.Text.Json.JsonValueKind.String);
        (line["service"]!.GetValue<string>(), line["level"]!.GetValue<string>(), line["message"]!.GetValue<string>()).Should().Be((_service, "warn", "Disk ❄ 91% full"));
        line["metadata"]!.ToJsonString().Should().Be("""{"disk":"sda1","free":[1,2.50]}""");
        line["timestamp"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_functions_lines_are_filed_under_functions_and_its_id()
    {
        var id = $"f{Guid.NewGuid():N}"[..8];
        host.Services.GetRequiredService<FunctionLog>().Append(
            new FunctionLogLine(id, DateTimeOffset.UtcNow, LogSeverity.Error, "it broke", new string('a', 32), IsLate: true, """{"a":1}"""));

        using var answer = await host.SendAsync("GET", $"{Events}?service=functions.{id}");
        var line = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["events"]!.AsArray().Single()!;

        (line["service"]!.GetValue<string>(), line["message"]!.GetValue<string>(), line["invocationId"]!.GetValue<string>(), line["late"]!.GetValue<bool>())
            .Should().Be(($"functions.{id}", "it broke", new string('a', 32), true));
        line["metadata"]!.ToJsonString().Should().Be("""{"a":1}""");
    }

    [Fact]
    public async Task Lines_are_found_by_service_level_text_time_and_place()
    {
        await PostAsync("debug", "one");
        await PostAsync("info", "two words");
        await PostAsync("error", "three WORDS");

        (await MessagesAsync("")).Should().Equal("three WORDS", "two words", "one");
        (await MessagesAsync("&level=info")).Should().Equal("three WORDS", "two words");
        (await MessagesAsync("&search=words")).Should().Equal("three WORDS", "two words");
        (await MessagesAsync("&limit=1&offset=1")).Should().Equal("two words");
        (await MessagesAsync("&endTime=2001-01-01")).Should().BeEmpty();
        (await MessagesAsync("&startTime=2001-01-01T00:00:00Z")).Should().HaveCount(3);
        var moment = (await SearchAsync("&limit=1&offset=1"))["events"]![0]!["timestamp"]!.GetValue<string>();
        (await MessagesAsync($"&startTime={moment}&endTime={moment}")).Should().Contain("two words", "a line is found by the moment it is shown with");
    }

    [Theory]
    [InlineData("""{"level":"info","message":"m"}""", "service is missing.")]
    [InlineData("""{"service":"s","message":"m"}""", "level is missing.")]
    [InlineData("""{"service":"s","level":"info"}""", "message is missing.")]
    [InlineData("""{"service":"s","level":"fatal","message":"m"}""", "level must be one of debug, info, warn, error.")]
    [InlineData("""{"service":"s","level":"info","message":""}""", "message must not be empty.")]
    [InlineData("""{"service":"s","level":"info","message":"m","metadata":[]}""", "metadata must be an object.")]
    [InlineData("""{"service":"s","level":"info","message":"m","tags":{}}""", "tags is not a known field.")]
    [InlineData("""{"service":"a b","level":"info","message":"m"}""", "service must begin with a letter or digit and have at most 128 characters of A-Z, a-z, 0-9, ., _ and -.")]
    [InlineData("""{"service":"functions.abcd1234","level":"info","message":"m"}""", "service must be another: functions, and what begins with functions., is for what functions log.")]
    [InlineData("""{"service":"Functions","level":"info","message":"m"}""", "service must be another: functions, and what begins with functions., is for what functions log.")]
    public async Task A_wrong_line_is_refused_by_the_name_of_the_field(string body, string message)
    {
        using var answer = await host.SendAsync("POST", Events, body);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Theory]
    [InlineData("level=fatal", "The query parameter 'level' must be one of debug, info, warn, error.")]
    [InlineData("limit=1001", "The query parameter 'limit' must be a whole number from 1 to 1000.")]
    [InlineData("offset=10001", "The query parameter 'offset' must be a whole number from 0 to 10000.")]
    [InlineData("startTime=yesterday", "The query parameter 'startTime' must be an ISO 8601 time such as 2026-01-31T12:00:00Z.")]
    [InlineData("services=a", "The query parameter 'services' is not known here; this address takes startTime, endTime, service, level, search, limit, offset.")]
    public async Task A_wrong_query_is_refused_by_name(string query, string message)
    {
        using var answer = await host.SendAsync("GET", $"{Events}?{query}");

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Theory]
    [InlineData("observability.log.read", 403, 200)]
    [InlineData("observability.log.write", 202, 403)]
    [InlineData("observability.log.write:billing", 202, 403)]
    [InlineData("observability.log.write:bill", 403, 403)]
    [InlineData("functions.read", 403, 403)]
    public async Task Writing_under_a_service_and_reading_have_permissions_of_their_own(string permission, int toWrite, int toRead)
    {
        var key = await host.KeyOfAsync(permission);

        using var posted = await host.SendAsync("POST", Events, """{"service":"billing","level":"info","message":"m"}""", token: key);
        using var read = await host.SendAsync("GET", Events, token: key);

        ((int)posted.StatusCode, (int)read.StatusCode).Should().Be((toWrite, toRead));
    }

    private async Task<(int, string)> PostAsync(string level, string message, string metadata = "{}")
    {
        using var answer = await host.SendAsync(
            "POST", Events, new JsonObject { ["service"] = _service, ["level"] = level, ["message"] = message, ["metadata"] = JsonNode.Parse(metadata) }.ToJsonString());
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonNode> SearchAsync(string more)
    {
        using var answer = await host.SendAsync("GET", $"{Events}?service={_service}{more}");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }

    private async Task<IEnumerable<string>> MessagesAsync(string more) =>
        (await SearchAsync(more))["events"]!.AsArray().Select(line => line!["message"]!.GetValue<string>());
}
