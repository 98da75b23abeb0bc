using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Routes;
using MolnOS.Sandbox.Supervisor.Tests.Management;

namespace MolnOS.Sandbox.Supervisor.Tests.Routes;

/// <summary>What is in force when the server has started.</summary>
public sealed class RouteLoadTests
{
    [Fact]
    public async Task A_thousand_stored_routes_serve_the_first_request_and_one_that_cannot_be_read_is_left_out()
    {
        var store = new MemoryRoutes();
        for (var number = 0; number < 1000; number++)
        {
            store.Add($"tenant-{number}", $$"""{"match":{"hosts":["t{{number}}.example.test"],"path":"/{**rest}"},"function":"{{FrontHost.Known}}"}""");
        }

        store.Add("of-another-version", """{"match":{"planet":"mars"},"function":"known"}""");
        var host = new FrontHost(services => services.Replace(ServiceDescriptor.Singleton<IRouteStore>(store)));
        await host.InitializeAsync();
        try
        {
            foreach (var number in (int[])[0, 499, 999])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/any/path");
                request.Headers.Host = $"t{number}.example.test";
                using var answer = await host.Client.SendAsync(request);

                // The function is there, and asks for a token.
                ((int)answer.StatusCode).Should().Be(401);
            }

            using var listed = await host.SendAsync("GET", "/routes");
            JsonNode.Parse(await listed.Content.ReadAsStringAsync())!["count"]!.GetValue<int>().Should().Be(1000);
            host.Services.GetRequiredService<RouteConfigs>().Table.Routes.Should().NotContainKey("of-another-version");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private sealed class MemoryRoutes : IRouteStore
    {
        private readonly Dictionary<string, StoredRoute> _routes = new(StringComparer.Ordinal);

        public void Add(string name, string definition) => _routes.Add(name, new StoredRoute(name, definition, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));

        public Task<IReadOnlyList<StoredRoute>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StoredRoute>>([.. _routes.Values]);

        public Task PutAsync(StoredRoute route, CancellationToken cancellationToken) => Task.FromResult(_routes[route.Name] = route);

        public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_routes.Remove(name));
    }
}
