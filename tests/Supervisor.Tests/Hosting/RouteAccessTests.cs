using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Routes;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>No route of the real host is open by mistake.</summary>
public sealed class RouteAccessTests(RouteAccessTests.RealHost host) : IClassFixture<RouteAccessTests.RealHost>
{
    private List<RouteEndpoint> Routes => host.Routes;

    [Fact]
    public void Every_route_says_whom_it_admits()
    {
        var silent = Routes.Where(route => route.Metadata.GetMetadata<RunsFunction>() is null && route.Metadata.GetMetadata<AccessRule>() is null);

        Routes.Should().HaveCountGreaterThan(10);
        silent.Should().BeEmpty();
    }

    [Fact]
    public void Only_health_and_the_api_document_are_open() =>
        Routes.Where(route => route.Metadata.GetMetadata<AccessRule>() is AccessRule.Open)
            .Select(route => "/" + route.RoutePattern.RawText!.Trim('/'))
            .Should().BeEquivalentTo("/console/{**path}", "/health", "/health/ready", "/openapi.json");

    [Fact]
    public void The_audit_log_hears_of_every_act_what_it_is_done_to()
    {
        // Their endpoints say so by NameTarget. Where the path names it, or the endpoint demands a permission on it, nothing need be said.
        string[] bySaying = ["/functions/deploy", "/identity/service-accounts", "/identity/roles", "/schemas", "/events/dead-letters", "/events/dead-letters/redrive", "/backup"];
        var silent =
            from route in Routes
            let methods = route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            where methods.Any(method => method is not ("GET" or "HEAD")) && route.Metadata.GetMetadata<OnlyReads>() is null
            where route.RoutePattern.Parameters.Count == 0 && route.Metadata.GetMetadata<AccessRule>() is not (null or AccessRule.Demanded)
            select route.RoutePattern.RawText;

        silent.Should().BeEquivalentTo(bySaying);
    }

    [Fact]
    public void Every_path_of_the_server_is_kept_from_routes_without_a_host() =>
        Routes.Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/')).Should().OnlyContain(path => ReservedPaths.Covers(path));

    [Theory]
    [InlineData("POST", "/functions/deploy", "functions.create")]
    [InlineData("GET", "/functions/list", "functions.read")]
    [InlineData("GET", "/functions/{id}/config", "functions.read")]
    [InlineData("GET", "/functions/{id}/logs", "functions.read")]
    [InlineData("PUT", "/functions/{id}", "functions.update")]
    [InlineData("POST", "/functions/{id}/rollback", "functions.update")]
    [InlineData("DELETE", "/functions/{id}", "functions.delete")]
    [InlineData("GET", "/metrics", "metrics.read")]
    [InlineData("GET", "/identity/service-accounts", "identity.read")]
    [InlineData("POST", "/identity/service-accounts", "identity.create")]
    [InlineData("GET", "/identity/service-accounts/{id}", "identity.read")]
    [InlineData("DELETE", "/identity/service-accounts/{id}", "identity.delete")]
    [InlineData("POST", "/identity/service-accounts/{id}/rotate-key", "identity.update")]
    [InlineData("GET", "/identity/roles", "identity.read")]
    [InlineData("POST", "/identity/roles", "identity.create")]
    [InlineData("GET", "/identity/roles/{id}", "identity.read")]
    [InlineData("PATCH", "/identity/roles/{id}", "identity.update")]
    [InlineData("DELETE", "/identity/roles/{id}", "identity.delete")]
    [InlineData("GET", "/routes", "routes.read")]
    [InlineData("GET", "/routes/{name}", "routes.route.read:{name}")]
    [InlineData("PUT", "/routes/{name}", "routes.route.write:{name}")]
    [InlineData("DELETE", "/routes/{name}", "routes.route.delete:{name}")]
    [InlineData("GET", "/databases/tables", "databases.read")]
    [InlineData("POST", "/databases/tables/{table}", "databases.table.create:{table}")]
    [InlineData("GET", "/databases/tables/{table}", "databases.table.read:{table}")]
    [InlineData("DELETE", "/databases/tables/{table}", "databases.table.delete:{table}")]
    [InlineData("GET", "/databases/tables/{table}/items", "databases.table.read:{table}")]
    [InlineData("POST", "/databases/get", "databases.table.read:(demanded)")]
    [InlineData("POST", "/databases/write", "databases.table.write:(demanded)")]
    [InlineData("POST", "/databases/update", "databases.table.write:(demanded)")]
    [InlineData("POST", "/databases/batch", "databases.table.write:(demanded)")]
    [InlineData("DELETE", "/databases/delete", "databases.table.write:(demanded)")]
    [InlineData("GET", "/databases/table", "databases.table.read:(demanded)")]
    [InlineData("POST", "/observability/events", "observability.log.write:(demanded)")]
    [InlineData("GET", "/observability/events", "observability.log.read")]
    [InlineData("POST", "/events/emit", "events.event.emit:(demanded)")]
    [InlineData("GET", "/events", "events.read")]
    [InlineData("GET", "/events/{eventId}", "events.read")]
    [InlineData("GET", "/events/dead-letters", "events.read")]
    [InlineData("POST", "/events/dead-letters/{id}/redrive", "events.redrive")]
    [InlineData("POST", "/events/dead-letters/redrive", "events.redrive")]
    [InlineData("DELETE", "/events/dead-letters/{id}", "events.delete")]
    [InlineData("DELETE", "/events/dead-letters", "events.delete")]
    [InlineData("GET", "/schemas", "schemas.read")]
    [InlineData("POST", "/schemas", "schemas.create")]
    [InlineData("GET", "/schemas/{name}", "schemas.schema.read:{name}")]
    [InlineData("GET", "/schemas/{name}/{version}", "schemas.schema.read:{name}")]
    [InlineData("POST", "/schemas/{name}/validate", "schemas.schema.read:{name}")]
    [InlineData("DELETE", "/schemas/{name}", "schemas.schema.delete:{name}")]
    [InlineData("POST", "/backup", "backups.create")]
    [InlineData("GET", "/storage/buckets", "storage.read")]
    [InlineData("POST", "/storage/buckets/{bucket}", "storage.bucket.create:{bucket}")]
    [InlineData("PATCH", "/storage/buckets/{bucket}", "storage.bucket.update:{bucket}")]
    [InlineData("GET", "/storage/buckets/{bucket}", "storage.bucket.read:{bucket}")]
    [InlineData("DELETE", "/storage/buckets/{bucket}", "storage.bucket.delete:{bucket}")]
    [InlineData("GET", "/storage/buckets/{bucket}/objects", "storage.bucket.read:{bucket}")]
    [InlineData("PUT", "/storage/buckets/{bucket}/objects", "storage.bucket.write:{bucket}")]
    [InlineData("DELETE", "/storage/buckets/{bucket}/objects", "storage.bucket.write:{bucket}")]
    [InlineData("GET", "/storage/buckets/{bucket}/objects/{**key}", "storage.bucket.read:{bucket} (unless open)")]
    [InlineData("HEAD", "/storage/buckets/{bucket}/objects/{**key}", "storage.bucket.read:{bucket} (unless open)")]
    public void A_route_asks_for_its_permission(string method, string pattern, string permission)
    {
        var route = Routes.Single(route => route.RoutePattern.RawText == pattern
            && route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method));

        Written(route.Metadata.GetMetadata<AccessRule>()).Should().Be(permission);

        static string? Written(AccessRule? rule) => rule switch
        {
            AccessRule.Holder holder => $"{holder.Permission}",
            AccessRule.HolderOn holder => $"{holder.Permission}:{{{holder.RouteValue}}}",
            AccessRule.OpenOrHolderOn holder => $"{holder.Permission}:{{{holder.RouteValue}}} (unless open)",
            AccessRule.Demanded demanded => $"{demanded.Permission}:(demanded)",
            _ => null,
        };
    }

    [Fact]
    public void Nothing_but_the_reading_of_an_object_may_be_open_to_everybody() =>
        Routes.Where(route => route.Metadata.GetMetadata<AccessRule>() is AccessRule.OpenOrHolderOn)
            .Select(route => $"{route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single()} {route.RoutePattern.RawText}")
            .Should().BeEquivalentTo("GET /storage/buckets/{bucket}/objects/{**key}", "HEAD /storage/buckets/{bucket}/objects/{**key}");

    /// <summary>The host as it is built, never started.</summary>
    public sealed class RealHost : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("molnos-routes-").FullName;
        private readonly WebApplication _app;
        private List<RouteEndpoint>? _routes;

        /// <summary>Builds it.</summary>
        public RealHost() => _app = SupervisorHost.Build(["--Data:Path", _folder, "--port", "0"]);

        /// <summary>All its routes.</summary>
        /// <remarks>Read once: of a host that has not started they are made anew each time, which takes half a second.</remarks>
        internal List<RouteEndpoint> Routes => _routes ??= [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()];

        /// <inheritdoc/>
        public Task InitializeAsync() => Task.CompletedTask;

        /// <inheritdoc/>
        public async Task DisposeAsync()
        {
            await _app.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
