using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Iac.Manifests;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Cli.Tests.Iac;

/// <summary><c>docs/molnos.schema.json</c> says to editors what the reader of manifests says.</summary>
public sealed class SchemaFileTests
{
    private static readonly JsonNode s_schema = JsonNode.Parse(File.ReadAllText(RepositoryPaths.FromRoot("docs/molnos.schema.json")))!;

    [Theory]
    [InlineData("", """{"zzz":1}""")]
    [InlineData("context", """{"context":{"name":"a","zzz":1}}""")]
    [InlineData("resources", """{"resources":{"zzz":1}}""")]
    [InlineData("resources.databases.*", """{"resources":{"databases":{"a":{"zzz":1}}}}""")]
    [InlineData("resources.storage.*", """{"resources":{"storage":{"a":{"zzz":1}}}}""")]
    [InlineData("resources.schemas.*", """{"resources":{"schemas":{"a":{"schema":{},"zzz":1}}}}""")]
    [InlineData("resources.routes.*", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"function":"a","zzz":1}}}}""")]
    [InlineData("resources.routes.*.match", """{"resources":{"routes":{"a":{"match":{"path":"/a","zzz":1},"function":"a"}}}}""")]
    [InlineData("resources.routes.*.match.headers.items", """{"resources":{"routes":{"a":{"match":{"path":"/a","headers":[{"name":"a","zzz":1}]},"function":"a"}}}}""")]
    [InlineData("resources.routes.*.upstreams", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"upstreams":{"destinations":{},"zzz":1}}}}}""")]
    [InlineData("resources.routes.*.upstreams.destinations.*", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"upstreams":{"destinations":{"a":{"address":"a","zzz":1}}}}}}}""")]
    [InlineData("resources.routes.*.upstreams.healthCheck", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"upstreams":{"destinations":{},"healthCheck":{"zzz":1}}}}}}""")]
    [InlineData("resources.routes.*.upstreams.healthCheck.active", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"upstreams":{"destinations":{},"healthCheck":{"active":{"zzz":1}}}}}}}""")]
    [InlineData("resources.routes.*.upstreams.healthCheck.passive", """{"resources":{"routes":{"a":{"match":{"path":"/a"},"upstreams":{"destinations":{},"healthCheck":{"passive":{"zzz":1}}}}}}}""")]
    [InlineData("identities", """{"identities":{"zzz":1}}""")]
    [InlineData("identities.roles.*", """{"identities":{"roles":{"a":{"zzz":1}}}}""")]
    [InlineData("identities.serviceAccounts.*", """{"identities":{"serviceAccounts":{"a":{"zzz":1}}}}""")]
    [InlineData("$defs.function", """{"resources":{"functions":{"a":{"source":"a","zzz":1}}}}""")]
    [InlineData("$defs.function.limits", """{"resources":{"functions":{"a":{"source":"a","limits":{"zzz":1}}}}}""")]
    [InlineData("$defs.function.limits.rate", """{"resources":{"functions":{"a":{"source":"a","limits":{"rate":{"requests":1,"perSeconds":1,"zzz":1}}}}}}""")]
    [InlineData("$defs.function.cors", """{"resources":{"functions":{"a":{"source":"a","cors":{"origins":["*"],"zzz":1}}}}}""")]
    [InlineData("$defs.function.triggers.2", """{"resources":{"functions":{"a":{"source":"a","triggers":[{"type":"schedule","cron":"@daily","zzz":1}]}}}}""")]
    [InlineData("$defs.databases", """{"resources":{"functions":{"a":{"source":"a","bindings":[{"service":"databases","permissions":["read"],"zzz":1}]}}}}""")]
    public void Both_know_the_same_fields(string place, string json)
    {
        var manifest = JsonNode.Parse(json)!.AsObject();
        manifest["version"] = "1";

        var (_, problems) = ManifestReader.Read(Encoding.UTF8.GetBytes(manifest.ToJsonString()));

        const string KnownFields = "is unknown; known here are ";
        var problem = problems.Should().ContainSingle().Subject.Message;
        problem.Should().StartWith(KnownFields);
        problem[KnownFields.Length..].Split(", ", StringSplitOptions.RemoveEmptyEntries).Should().BeEquivalentTo(PropertiesAt(place));
    }

    [Fact]
    public void Both_know_the_same_services_and_actions()
    {
        var bindings = At("$defs.function")["properties"]!["bindings"]!["items"]!["oneOf"]!.AsArray().Select(one => one!["$ref"]!.GetValue<string>().Split('/')[^1]);

        bindings.Should().BeEquivalentTo(KnownServices.All.Keys);
        foreach (var (name, service) in KnownServices.All)
        {
            var permissions = s_schema["$defs"]![name]!["properties"]!["permissions"]!["oneOf"]!;
            permissions[0]!["items"]!["enum"]!.AsArray().Select(action => action!.GetValue<string>()).Should().Equal(service.Actions);
            permissions[1]!["items"]!["properties"]!["resource"]!["const"]!.GetValue<string>().Should().Be(service.Resource);
        }
    }

    [Fact]
    public void The_ranges_of_limits_are_the_servers()
    {
        var limits = At("$defs.function")["properties"]!["limits"]!["properties"]!;
        (double, double) Range(string name) => (limits[name]!["minimum"]!.GetValue<double>(), limits[name]!["maximum"]!.GetValue<double>());

        Range("timeoutMs").Should().Be((FunctionLimitRanges.TimeoutMs.Least, FunctionLimitRanges.TimeoutMs.Most));
        Range("memoryMb").Should().Be((FunctionLimitRanges.MemoryMb.Least, FunctionLimitRanges.MemoryMb.Most));
        Range("cpu").Should().Be(FunctionLimitRanges.Cpu);
        Range("concurrency").Should().Be((FunctionLimitRanges.Concurrency.Least, FunctionLimitRanges.Concurrency.Most));
        Range("maxWorkers").Should().Be((FunctionLimitRanges.MaxWorkers.Least, FunctionLimitRanges.MaxWorkers.Most));
        Range("minWorkers").Should().Be((FunctionLimitRanges.MinWorkers.Least, FunctionLimitRanges.MinWorkers.Most));
        limits = limits["rate"]!["properties"]!;
        Range("requests").Should().Be((FunctionLimitRanges.RateRequests.Least, FunctionLimitRanges.RateRequests.Most));
        Range("perSeconds").Should().Be((FunctionLimitRanges.RatePerSeconds.Least, FunctionLimitRanges.RatePerSeconds.Most));
        limits = At("$defs.function")["properties"]!["cors"]!["properties"]!;
        Range("maxAgeSeconds").Should().Be((FunctionCorsRanges.MaxAgeSeconds.Least, FunctionCorsRanges.MaxAgeSeconds.Most));
    }

    private static IEnumerable<string> PropertiesAt(string place) => At(place)["properties"]!.AsObject().Select(property => property.Key);

    private static JsonNode At(string place)
    {
        var node = s_schema;
        foreach (var part in place.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            node = part switch
            {
                "*" => node["additionalProperties"]!,
                "$defs" => node["$defs"]!,
                "2" => node["items"]!["oneOf"]![2]!,
                _ => node["properties"]?[part] ?? node[part]!,
            };
        }

        return node;
    }
}
