using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Schemas;

/// <summary>Schemas over HTTP: posted, read, validated by, removed, by whom is allowed to.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class SchemaRegistryTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task Each_post_of_a_name_is_a_version_that_stays_as_it_is()
    {
        var name = $"user-{Guid.NewGuid():N}";
        var posted = await _client.PostAsync("/schemas", new JsonObject
        {
            ["name"] = name,
            ["description"] = "A user",
            ["schema"] = JsonNode.Parse("""{"properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}"""),
        });
        var second = await _client.AddSchemaAsync(name, """{"properties":{"age":{"type":"string"}}}""");

        posted.Status.Should().Be(201, posted.ToString());
        posted.Header("location").Should().Be($"/schemas/{name}/1");
        second.Should().Be(2);
        var first = (await _client.GetAsync($"/schemas/{name}/1")).Json["schema"]!;
        first["description"]!.GetValue<string>().Should().Be("A user");
        first["createdBy"]!.GetValue<string>().Should().Be("administrator");
        first["schema"]!.ToJsonString().Should().Be("""{"properties":{"age":{"type":"integer"}},"required":["age"],"additionalProperties":false}""");
        var newest = (await _client.GetAsync($"/schemas/{name}")).Json;
        newest["schema"]!["version"]!.GetValue<int>().Should().Be(2);
        newest["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<int>()).Should().Equal(2, 1);
        (await _client.ValidateAsync(name, """{"age":1}""")).Json["valid"]!.GetValue<bool>().Should().BeFalse();
        (await _client.ValidateAsync(name, """{"age":1}""", version: 1)).Json["valid"]!.GetValue<bool>().Should().BeTrue();
        (await _client.ValidateAsync(name, "1", version: 3)).Status.Should().Be(404);
    }

    [Fact]
    public async Task The_list_shows_the_newest_version_of_each_in_pages()
    {
        var prefix = $"list-{Guid.NewGuid():N}";
        foreach (var name in new[] { "c", "a", "b", "a" })
        {
            await _client.AddSchemaAsync($"{prefix}-{name}", "{}");
        }

        var page = (await _client.GetAsync($"/schemas?limit=2&cursor={prefix}")).Json;
        var rest = (await _client.GetAsync($"/schemas?limit=1&cursor={page["cursor"]}")).Json;

        page["schemas"]!.AsArray().Select(schema => $"{schema!["name"]} {schema["version"]}").Should().Equal($"{prefix}-a 2", $"{prefix}-b 1");
        rest["schemas"]![0]!["name"]!.GetValue<string>().Should().Be($"{prefix}-c");
        rest["schemas"]![0]!["schema"].Should().BeNull("a list is short");
    }

    [Theory]
    [InlineData("""{"properties":{"age":{"minimun":0}}}""", "schema/properties/age: unknown keyword \"minimun\".")]
    [InlineData("""{"properties":{"age":{"type":"int"}}}""", "schema/properties/age/type: must be equal to one of the allowed values*")]
    [InlineData("""{"$ref":"https://example.com/elsewhere.json"}""", "schema/$ref: leads to \"https://example.com/elsewhere.json\"*nothing is fetched.")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#"}""", "schema/$schema: must be \"https://json-schema.org/draft/2020-12/schema\"*")]
    [InlineData("""{"items":{"pattern":"("}}""", "schema/items: Invalid regular expression*")]
    public async Task A_schema_that_cannot_be_meant_is_refused_naming_the_place_and_nothing_is_stored(string schema, string message)
    {
        var name = $"wrong-{Guid.NewGuid():N}";

        var answer = await _client.TryAddSchemaAsync(name, schema);

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Match(message);
        (await _client.GetAsync($"/schemas/{name}")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_removed_schema_is_gone_and_its_name_begins_anew()
    {
        var name = await _client.AddSchemaAsync("""{"type":"string"}""");
        await _client.IsValidAsync(name, "1");

        (await _client.DeleteAsync($"/schemas/{name}")).Status.Should().Be(200);

        (await _client.ValidateAsync(name, "1")).Status.Should().Be(404);
        (await _client.DeleteAsync($"/schemas/{name}")).Status.Should().Be(404);
        (await _client.AddSchemaAsync(name, """{"type":"number"}""")).Should().Be(1);
        (await _client.IsValidAsync(name, "1")).Should().BeTrue("no validator remembers the old one under the same name and version");
    }

    [Fact]
    public async Task A_post_and_a_removal_stand_in_the_audit_log_and_a_validation_does_not()
    {
        var name = await _client.AddSchemaAsync("{}");
        await _client.IsValidAsync(name, "1");
        await _client.TryAddSchemaAsync(name, """{"nope":1}""");
        await _client.DeleteAsync($"/schemas/{name}");

        var records = (await _client.AuditAsync()).Where(record => record.Target == name || record.TargetName == name);

        records.Select(record => $"{record.Action} {record.Outcome} {record.Status}").Should().Equal(
            "schemas.schema.delete done 200", "schemas.create refused 400", "schemas.create done 201");
    }

    [Fact]
    public async Task A_permission_on_one_schema_is_for_that_schema_alone()
    {
        var (own, other) = (await _client.AddSchemaAsync("{}"), await _client.AddSchemaAsync("{}"));
        var role = await _client.AddRoleAsync($"schemas.schema.read:{own}");
        using var reader = _client.As((await _client.AddAccountAsync(role)).Key);

        (await reader.GetAsync($"/schemas/{own}")).Status.Should().Be(200);
        (await reader.GetAsync($"/schemas/{own}/1")).Status.Should().Be(200);
        (await reader.ValidateAsync(own, "1")).Status.Should().Be(200);
        HttpAnswer[] refused =
        [
            await reader.GetAsync($"/schemas/{other}"), await reader.GetAsync($"/schemas/{other}/1"), await reader.ValidateAsync(other, "1"),
            await reader.GetAsync("/schemas"), await reader.TryAddSchemaAsync(own, "{}"), await reader.DeleteAsync($"/schemas/{own}"),
        ];

        refused.Select(answer => answer.Status).Should().OnlyContain(status => status == 403);
        refused[0].Json["message"]!.GetValue<string>().Should().Contain($"schemas.schema.read:{other}");
    }

    [Fact]
    public async Task The_validator_is_no_function_that_anybody_can_see_or_call()
    {
        var name = await _client.AddSchemaAsync("{}");
        await _client.IsValidAsync(name, "1");

        (await _client.GetAsync("/functions/list")).Text.Should().NotContain("schema-validator");
        (await _client.GetAsync("/functions/stats")).Text.Should().NotContain("schema-validator");
        foreach (var id in new[] { "system:schema-validator", "system%3Aschema-validator", "schema-validator" })
        {
            (await _client.CallAsync(id)).Status.Should().Be(404);
            (await _client.GetAsync($"/functions/{id}")).Status.Should().Be(404);
            (await _client.GetAsync($"/functions/{id}/logs")).Status.Should().Be(404);
            (await _client.DeleteAsync($"/functions/{id}")).Status.Should().Be(404);
        }

        (await _client.GetAsync("/metrics")).Text.Should().MatchRegex("""molnos_system_invocations_total\{outcome="answered"\} [1-9]""");
    }
}
