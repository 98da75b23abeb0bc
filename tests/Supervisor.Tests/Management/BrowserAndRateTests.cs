using System.Net;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>Pages that use the management API, and callers that use it too often.</summary>
public sealed class BrowserAndRateTests
{
    private const string Console = "https://console.example.com";

    [Fact]
    public async Task Pages_of_the_origins_in_the_settings_may_ask_and_read_and_no_others()
    {
        await WithHostAsync(
            ["--Cors:Origins", Console],
            async host =>
            {
                using var preflight = await FromPageAsync(host, HttpMethod.Options, Console);
                using var list = await FromPageAsync(host, HttpMethod.Get, Console);
                using var other = await FromPageAsync(host, HttpMethod.Options, "https://evil.test");

                preflight.StatusCode.Should().Be(HttpStatusCode.NoContent);
                preflight.Headers.GetValues("Access-Control-Allow-Methods").Single().Should().Contain("DELETE");
                preflight.Headers.Contains("Access-Control-Allow-Credentials").Should().BeFalse();
                list.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
                list.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(Console);
                other.StatusCode.Should().Be(HttpStatusCode.Forbidden);
            });
    }

    [Fact]
    public async Task Without_the_setting_no_page_of_another_origin_may()
    {
        await WithHostAsync([], async host =>
        {
            using var list = await FromPageAsync(host, HttpMethod.Get, Console);

            list.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        });
    }

    [Fact]
    public async Task A_caller_over_the_rate_of_the_settings_waits_and_health_is_always_told()
    {
        await WithHostAsync(["--RateLimits:CallerRequests", "1", "--RateLimits:CallerPerSeconds", "3600"], async host =>
        {
            using var first = await host.SendAsync("GET", "/functions/list");
            using var second = await host.SendAsync("GET", "/functions/list");
            using var health = await host.SendAsync("GET", "/health");

            first.StatusCode.Should().Be(HttpStatusCode.OK);
            second.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            second.Headers.RetryAfter!.Delta.Should().BeCloseTo(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
            (await FrontHost.MessageOfErrorAsync(second)).Should().Contain("RateLimits:CallerRequests");
            health.StatusCode.Should().Be(HttpStatusCode.OK);
        });
    }

    private static async Task WithHostAsync(string[] settings, Func<FrontHost, Task> use)
    {
        var host = new FrontHost(static _ => { }, settings);
        await host.InitializeAsync();
        try
        {
            await use(host);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task<HttpResponseMessage> FromPageAsync(FrontHost host, HttpMethod method, string origin)
    {
        using var request = new HttpRequestMessage(method, "/functions/list");
        request.Headers.Add("Origin", origin);
        if (method == HttpMethod.Options)
        {
            request.Headers.Add("Access-Control-Request-Method", "GET");
        }

        return await host.Client.SendAsync(request);
    }
}
