using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Hosting.Health;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>What <c>/health/ready</c> tells.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task It_names_the_isolation_with_what_is_missing_and_every_check()
    {
        var answer = await AskAsync(200, [new ReadinessProbe("one", _ => ValueTask.FromResult(new Readiness(true, "fine")))]);

        answer.ToJsonString().Should().Be(
            """{"ready":true,"isolation":{"level":"half","missing":["seccomp"]},"checks":[{"name":"one","ready":true,"detail":"fine"}]}""");
    }

    [Fact]
    public async Task Whatever_is_not_ready_or_throws_is_named_without_the_exceptions_own_words()
    {
        var answer = await AskAsync(503,
        [
            new ReadinessProbe("slow", _ => ValueTask.FromResult(new Readiness(false, "still starting"))),
            new ReadinessProbe("broken", _ => throw new IOException("/secret/path")),
        ]);

        answer["ready"]!.GetValue<bool>().Should().BeFalse();
        answer["isolation"]!["level"]!.GetValue<string>().Should().Be("half");
        answer["message"]!.GetValue<string>().Should().Be("Not ready: slow (still starting), broken (the check failed).");
        answer["error"]!.GetValue<string>().Should().Be("Service Unavailable");
        answer["cause"]!["statusCode"]!.GetValue<int>().Should().Be(503);
        answer.ToJsonString().Should().NotContain("secret");
    }

    [Fact]
    public void The_supervisor_reports_the_walls_it_starts_workers_behind()
    {
        var services = new ServiceCollection();
        services.AddReadinessProbes();
        services.AddSingleton<SpawnerThread>();
        services.AddSingleton<WorkerLauncher>();
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<WorkerLauncher>().Raise(new WorkerWalls(
            new IsolationChoice.Chosen("degraded", Wall.Cgroup, [new MissingWall(Wall.Bubblewrap, "bubblewrap is missing: apt-get install bubblewrap")]),
            new LaunchPlan(new NodeRuntime("/node", "/shim"), Wall.Cgroup, sandbox: null),
            Cgroups: null));

        var report = provider.GetRequiredService<IsolationReport>();

        report.Level.Should().Be("degraded");
        report.Missing.Should().Equal("bubblewrap is missing: apt-get install bubblewrap");
    }

    private static async Task<JsonNode> AskAsync(int status, IReadOnlyList<ReadinessProbe> probes)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddSingleton(new IsolationReport("half", ["seccomp"]));
        foreach (var probe in probes)
        {
            builder.Services.AddSingleton(probe);
        }

        await using var app = builder.Build();
        app.UseRouting();
        app.MapHealth();
        await app.StartAsync();
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(new Uri(app.Urls.First()), "/health/ready"));
        ((int)answer.StatusCode).Should().Be(status);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
