using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary><c>/openapi.json</c> says what the HTTP API does.</summary>
public sealed class ApiDocumentTests(FrontHost host) : IClassFixture<FrontHost>
{
    [Fact]
    public async Task Every_management_route_stands_in_it_with_its_method_and_its_token()
    {
        var document = await ReadAsync();
        var routes = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<AccessRule>() is not (null or AccessRule.Open) && route.RoutePattern.RawText != "/metrics")
            .ToList();

        routes.Should().HaveCountGreaterThan(20);
        foreach (var route in routes)
        {
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Single();
            var operation = document["paths"]![route.RoutePattern.RawText!.Replace("**", "")]?[method.ToLowerInvariant()]?.AsObject();
            operation.Should().NotBeNull($"{method} {route.RoutePattern.RawText} is a route");
            operation!["security"]!.AsArray().Should().Contain(scheme => scheme!["bearer"] != null);
            operation["security"]!.AsArray().Any(scheme => scheme!.AsObject().Count == 0).Should().Be(route.Metadata.GetMetadata<AccessRule>() is AccessRule.OpenOrHolderOn);
            operation["summary"]!.GetValue<string>().Should().NotBeEmpty();
            operation["responses"]!.AsObject().Select(response => response.Key).Should().Contain("401");
        }
    }

    [Theory]
    [InlineData("/functions/deploy", "post", "201 400 401 403 409 413 415 503 507")]
    [InlineData("/functions/{id}", "put", "200 400 401 403 404 409 413 415 503 507")]
    [InlineData("/functions/{id}/rollback", "post", "200 400 401 403 404 409 413 415 503 507")]
    [InlineData("/functions/{id}", "delete", "200 400 401 403 404 503 507")]
    [InlineData("/functions/{id}", "get", "200 400 401 403 404")]
    [InlineData("/functions/list", "get", "200 400 401 403")]
    [InlineData("/functions/{id}/logs", "get", "200 400 401 403 404 503")]
    [InlineData("/storage/buckets/{bucket}", "post", "201 400 401 403 409 413 415 503 507")]
    [InlineData("/storage/buckets/{bucket}", "delete", "200 400 401 403 404 409 503 507")]
    [InlineData("/storage/buckets/{bucket}/objects", "delete", "200 400 401 403 404 412 413 415 503 507")]
    [InlineData("/identity/whoami", "get", "200 401")]
    [InlineData("/observability/events", "post", "202 400 401 403 413 415 429 503")]
    [InlineData("/observability/events", "get", "200 400 401 403 503")]
    [InlineData("/databases/tables", "get", "200 400 401 403 503")]
    [InlineData("/databases/tables/{table}", "post", "201 400 401 403 409 503 507")]
    [InlineData("/databases/tables/{table}/items", "get", "200 400 401 403 404 503")]
    [InlineData("/databases/get", "post", "200 400 401 403 404 413 415 503")]
    [InlineData("/databases/write", "post", "200 400 401 403 413 415 503 507")]
    [InlineData("/databases/update", "post", "200 400 401 403 404 409 413 415 503 507")]
    [InlineData("/databases/delete", "delete", "200 400 401 403 503 507")]
    [InlineData("/events", "get", "200 400 401 403 503")]
    [InlineData("/events/emit", "post", "202 400 401 403 413 415 503 507 508")]
    [InlineData("/events/{eventId}", "get", "200 400 401 403 404 503")]
    [InlineData("/events/dead-letters/{id}/redrive", "post", "200 400 401 403 404 409 503 507")]
    [InlineData("/events/dead-letters", "delete", "200 400 401 403 503 507")]
    [InlineData("/identity/service-accounts", "post", "201 400 401 403 409 413 415 503 507")]
    [InlineData("/identity/roles/{id}", "patch", "200 400 401 403 404 409 413 415 503 507")]
    public async Task An_operation_names_the_answers_it_may_give(string path, string method, string statuses)
    {
        var responses = (await ReadAsync())["paths"]![path]![method]!["responses"]!.AsObject();

        responses.Select(response => response.Key).Should().BeEquivalentTo(statuses.Split(' '));
        responses.Where(response => response.Key[0] == '4' || response.Key[0] == '5')
            .Should().OnlyContain(response => response.Value!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>() == "#/components/schemas/ErrorAnswer");
    }

    [Theory]
    [InlineData("/functions/run/{id}", "id")]
    [InlineData("/functions/run/{id}/{subpath}", "id subpath")]
    public async Task The_call_of_a_function_stands_in_it_by_every_method_with_and_without_a_token(string path, string parameters)
    {
        var item = (await ReadAsync())["paths"]![path]!;

        item["parameters"]!.AsArray().Select(parameter => (parameter!["name"]!.GetValue<string>(), parameter["in"]!.GetValue<string>(), parameter["required"]!.GetValue<bool>()))
            .Should().Equal(parameters.Split(' ').Select(name => (name, "path", true)));
        var operations = item.AsObject().Where(member => member.Key != "parameters").ToList();
        operations.Select(operation => operation.Key).Should().BeEquivalentTo("get", "head", "post", "put", "patch", "delete", "options");
        foreach (var (method, operation) in operations)
        {
            operation!["security"]!.ToJsonString().Should().Be("""[{},{"bearer":[]}]""");
            operation["requestBody"]?["content"]!["*/*"].Should().NotBeNull();
            (operation["requestBody"] is not null).Should().Be(method is "post" or "put" or "patch" or "delete");
            var responses = operation["responses"]!.AsObject();
            responses.Select(response => response.Key).Should().BeEquivalentTo("default", "400", "401", "403", "404", "405", "413", "429", "500", "502", "503", "504");
            responses.Should().OnlyContain(response => response.Value!["headers"]!["x-molnos-invocation-id"] != null);
            responses.Where(response => response.Key != "default").Should().OnlyContain(
                response => response.Value!["content"]!["application/json"]!["schema"]!["$ref"]!.GetValue<string>() == "#/components/schemas/ErrorAnswer");
        }
    }

    [Fact]
    public async Task Every_route_to_a_function_stands_in_it()
    {
        var paths = (await ReadAsync())["paths"]!.AsObject().Select(path => path.Key).ToList();
        var routes = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<RunsFunction>() is not null).Select(route => route.RoutePattern.RawText!).Where(path => path.Contains('{')).ToList();

        routes.Should().NotBeEmpty();
        paths.Should().Contain(routes.Select(path => path.Replace("**", "")));
    }

    [Fact]
    public async Task Every_path_declares_its_parameters_and_every_operation_an_answer()
    {
        var paths = (await ReadAsync())["paths"]!.AsObject();

        foreach (var (path, item) in paths)
        {
            var inPath = path.Split('/').Where(part => part.StartsWith('{')).Select(part => part.Trim('{', '}')).ToList();
            var shared = item!["parameters"]?.AsArray() ?? [];
            foreach (var (method, operation) in item.AsObject().Where(member => member.Key != "parameters"))
            {
                shared.Concat(operation!["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]!.GetValue<string>() == "path")
                    .Select(parameter => parameter!["name"]!.GetValue<string>()).Should().BeEquivalentTo(inPath, $"{method} {path}");
                operation["responses"]!.AsObject().Should().NotBeEmpty($"{method} {path}")
                    .And.OnlyContain(response => response.Value!["description"]!.GetValue<string>().Length > 0);
            }
        }
    }

    [Theory]
    [InlineData("/functions/list", "name context limit cursor")]
    [InlineData("/functions/{id}/logs", "limit since level invocationId follow")]
    [InlineData("/storage/buckets/{bucket}/objects", "prefix limit cursor")]
    [InlineData("/functions/stats", "")]
    public async Task Query_parameters_are_described(string path, string names)
    {
        var parameters = (await ReadAsync())["paths"]![path]!["get"]!["parameters"]?.AsArray() ?? [];

        var query = parameters.Where(parameter => parameter!["in"]!.GetValue<string>() == "query").ToList();
        query.Select(parameter => parameter!["name"]!.GetValue<string>()).Should().Equal(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        query.Where(parameter => parameter!["schema"]!["type"] is null || parameter["description"] is null).Should().BeEmpty();
    }

    [Fact]
    public async Task Levels_and_ranges_are_written_out()
    {
        var parameters = (await ReadAsync())["paths"]!["/functions/{id}/logs"]!["get"]!["parameters"]!.AsArray();

        Schema("level")["enum"]!.AsArray().Select(value => value!.GetValue<string>()).Should().Equal("debug", "info", "warn", "error");
        (Schema("limit")["minimum"]!.GetValue<int>(), Schema("limit")["maximum"]!.GetValue<int>()).Should().Be((1, 10_000));

        JsonNode Schema(string name) => parameters.Single(parameter => parameter!["name"]!.GetValue<string>() == name)!["schema"]!;
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await ReadAsync();
        var references = References(document).Distinct(StringComparer.Ordinal).ToList();

        references.Should().HaveCountGreaterThan(5);
        references.Where(reference => Find(document, reference) is null).Should().BeEmpty();
        document["components"]!["securitySchemes"]!["bearer"]!.ToJsonString().Should().Contain("\"type\":\"http\"").And.Contain("\"scheme\":\"bearer\"");
    }

    private static JsonNode? Find(JsonNode document, string reference) =>
        reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, part) => node?[part]);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject known => known.SelectMany(member => member.Key == "$ref" ? [member.Value!.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    private async Task<JsonNode> ReadAsync() => JsonNode.Parse(await host.Client.GetStringAsync("/openapi.json"))!;
}
