using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Api;

/// <summary>The functions API from deploy to delete.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class DeployTests(SharedSupervisor shared)
{
    private const string Code = "async function handler() { return 'x'; }";
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_deploy_answers_with_the_whole_function_and_its_defaults()
    {
        var answer = await _client.TryDeployAsync(Code, with => with["name"] = "whole-function");

        answer.Status.Should().Be(201, answer.ToString());
        answer.Json["success"]!.GetValue<bool>().Should().BeTrue();
        var function = answer.Json["function"]!;
        var id = function["id"]!.GetValue<string>();
        id.Should().MatchRegex("^[A-Za-z0-9_-]{8}$");
        function["name"]!.GetValue<string>().Should().Be("whole-function");
        function["endpoint"]!.GetValue<string>().Should().Be($"/functions/run/{id}");
        function["version"]!.GetValue<int>().Should().Be(1);
        function["triggers"]!.ToJsonString().Should().Be("""[{"type":"http"}]""");
        function["allowUnauthenticated"]!.GetValue<bool>().Should().BeFalse();
        function["limits"]!["timeoutMs"]!.GetValue<int>().Should().Be(30_000);
        function["limits"]!["memoryMb"]!.GetValue<int>().Should().Be(128);
        function["createdAt"]!.GetValue<string>().Should().EndWith("Z");
        function.AsObject().Should().NotContainKey("code");
    }

    [Fact]
    public async Task What_was_deployed_is_read_back_listed_updated_and_deleted()
    {
        var id = await _client.DeployAsync(Code, with => (with["methods"], with["context"]) = (new JsonArray("GET"), "reading"));

        var read = await _client.GetAsync($"/functions/{id}");
        var config = await _client.GetAsync($"/functions/{id}/config");
        var listed = await _client.GetAsync("/functions/list?context=reading");
        var update = await _client.PutAsync($"/functions/{id}", new JsonObject { ["methods"] = new JsonArray() });
        var delete = await _client.DeleteAsync($"/functions/{id}");
        var gone = await _client.GetAsync($"/functions/{id}");

        read.Json["function"]!["methods"]!.ToJsonString().Should().Be("""["GET"]""");
        config.Json["function"]!["code"]!.GetValue<string>().Should().Be(Code);
        listed.Json["count"]!.GetValue<int>().Should().Be(1);
        listed.Json["functions"]![0]!["id"]!.GetValue<string>().Should().Be(id);
        update.Json["function"]!.AsObject().Should().NotContainKey("methods");
        update.Json["function"]!["version"]!.GetValue<int>().Should().Be(2);
        (delete.Status, delete.Json["success"]!.GetValue<bool>()).Should().Be((200, true));
        gone.Status.Should().Be(404);
    }

    [Fact]
    public async Task A_list_is_read_page_by_page()
    {
        for (var i = 0; i < 5; i++)
        {
            await _client.DeployAsync(Code, with => with["context"] = "paged");
        }

        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await _client.GetAsync($"/functions/list?context=paged&limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            page.Json["functions"]!.AsArray().Count.Should().BeLessThanOrEqualTo(2);
            names.AddRange(page.Json["functions"]!.AsArray().Select(function => function!["name"]!.GetValue<string>()));
            cursor = page.Json["cursor"]?.GetValue<string>();
        }
        while (cursor is not null);

        names.Should().HaveCount(5).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("""{"code":"x"}""", "name")]
    [InlineData("""{"name":"a"}""", "code")]
    [InlineData("""{"name":7,"code":"x"}""", "name")]
    [InlineData("""{"name":"has space","code":"x"}""", "name")]
    [InlineData("""{"name":"a","code":"x","colour":"red"}""", "colour")]
    [InlineData("""{"name":"a","code":"x","methods":"GET"}""", "methods")]
    [InlineData("""{"name":"a","code":"x","limits":{"timeoutMs":1}}""", "timeoutMs")]
    [InlineData("""{"name":"a","code":"x","limits":{"depth":1}}""", "depth")]
    [InlineData("""{"name":"a","code":"x","triggers":[{"type":"moon"}]}""", "triggers")]
    [InlineData("""{"name":"a","code":"x","env":{"NODE_OPTIONS":"--inspect"}}""", "NODE_OPTIONS")]
    [InlineData("""{"name":"a","code":"x","env":{"LD_PRELOAD":"x"}}""", "LD_PRELOAD")]
    [InlineData("""{"name":"a","code":"x","id":"short"}""", "id")]
    [InlineData("""{"name":"a","code":"x" """, "JSON")]
    [InlineData("[]", "object")]
    public async Task A_deploy_that_makes_no_sense_is_a_400_that_names_the_field(string body, string named)
    {
        var answer = await _client.SendAsync(HttpMethod.Post, "/functions/deploy", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        answer.Status.Should().Be(400, answer.ToString());
        answer.Header("content-type").Should().StartWith("application/json");
        answer.Json["message"]!.GetValue<string>().Should().Contain(named);
        answer.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(400);
        answer.Json["error"]!.GetValue<string>().Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_name_or_id_already_taken_is_a_409()
    {
        var id = await _client.DeployAsync(Code, with => (with["name"], with["id"]) = ("taken-name", "taken-id"));

        var sameName = await _client.TryDeployAsync(Code, with => with["name"] = "taken-name");
        var sameId = await _client.TryDeployAsync(Code, with => with["id"] = id);

        sameName.Status.Should().Be(409, sameName.ToString());
        sameName.Json["message"]!.GetValue<string>().Should().Contain("taken-name");
        sameId.Status.Should().Be(409, sameId.ToString());
    }

    [Fact]
    public async Task An_update_needs_at_least_one_field_it_knows()
    {
        var id = await _client.DeployAsync(Code);

        (await _client.PutAsync($"/functions/{id}", new JsonObject())).Status.Should().Be(400);
        (await _client.PutAsync($"/functions/{id}", new JsonObject { ["colour"] = "red" })).Status.Should().Be(400);
        (await _client.PutAsync("/functions/nowhere1", new JsonObject { ["code"] = Code })).Status.Should().Be(404);
    }

    [Fact]
    public async Task Secrets_are_never_read_back()
    {
        var id = await _client.DeployAsync(Code, with => with["env"] = new JsonObject { ["TOKEN"] = new JsonObject { ["secret"] = "hush-hush" }, ["PLAIN"] = "seen" });

        var answers = new[]
        {
            await _client.GetAsync($"/functions/{id}"), await _client.GetAsync($"/functions/{id}/config"),
            await _client.GetAsync("/functions/list?limit=1000"), await _client.GetAsync($"/functions/{id}/versions"),
        };

        answers.Should().OnlyContain(answer => answer.Status == 200);
        answers.Should().OnlyContain(answer => !answer.Text.Contains("hush-hush"));
        answers[1].Text.Should().Contain("TOKEN").And.Contain("PLAIN");
    }

    [Fact]
    public async Task Statistics_count_calls_errors_and_time_limits_and_know_percentiles()
    {
        var id = await _client.DeployFileAsync("errors/throws.js");
        for (var i = 0; i < 10; i++)
        {
            await _client.CallAsync(id, "?how=fine");
        }

        await _client.CallAsync(id, "?how=error");
        var stats = await _client.StatsAsync(id);

        stats["invocations"]!.GetValue<long>().Should().Be(11);
        stats["errors"]!.GetValue<long>().Should().Be(1);
        stats["timeouts"]!.GetValue<long>().Should().Be(0);
        stats["p50Ms"]!.GetValue<double>().Should().BeGreaterThan(0).And.BeLessThanOrEqualTo(stats["p95Ms"]!.GetValue<double>());
        stats["p95Ms"]!.GetValue<double>().Should().BeLessThanOrEqualTo(stats["p99Ms"]!.GetValue<double>());
        stats["workers"]!.GetValue<int>().Should().BeGreaterThan(0);
        stats["lastInvokedAt"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }
}
