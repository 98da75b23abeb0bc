using System.Text.Json.Nodes;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>The JSON Schema of <c>molnos.json</c> names what can be bound; the client holds its own table to the same file.</summary>
public sealed class BindableServicesTests
{
    [Fact]
    public async Task The_schema_of_manifests_knows_every_service_with_its_actions()
    {
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(RepositoryPaths.FromRoot("docs/molnos.schema.json")))!["$defs"]!.AsObject();

        schema.Select(definition => definition.Key).Should().BeEquivalentTo(BindableServices.All.Keys.Append("function"));
        foreach (var (name, service) in BindableServices.All)
        {
            var permissions = schema[name]!["properties"]!["permissions"]!["oneOf"]!;
            permissions[0]!["items"]!["enum"]!.AsArray().Select(action => action!.GetValue<string>()).Should().Equal(service.Actions);
            permissions[1]!["items"]!["properties"]!["resource"]!["const"]!.GetValue<string>().Should().Be(service.ResourceType);
        }
    }
}
