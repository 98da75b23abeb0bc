using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Schemas;

/// <summary>A function validates by the schemas it declared, and by no other.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class SchemaBindingTests(SharedSupervisor shared)
{
    private static readonly JsonSerializerOptions s_readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task A_function_validates_and_reads_by_name_and_version()
    {
        var name = await _client.AddSchemaAsync("""{"type":"object","properties":{"age":{"type":"integer","minimum":0}},"required":["name"]}""");
        await _client.AddSchemaAsync(name, """{"type":"string","maxLength":2}""");
        var id = await DeployAsync("""[{"service":"schemas","permissions":[{}]}]""");

        var outcomes = await CallAsync(
            id, $$"""["validate","{{name}}",{"age":-1},1]""", $"""["validate","{name}","å😀"]""", $"""["validate","{name}","åå😀"]""", $"""["get","{name}"]""", $"""["get","{name}",1]""");

        outcomes[0].Should().Be("""{"value":{"valid":false,"errors":[{"path":"","message":"must have required property 'name'"},{"path":"/age","message":"must be >= 0"}]}}""");
        outcomes[1].Should().Be("""{"value":{"valid":true,"errors":[]}}""");
        outcomes[2].Should().Contain("must NOT have more than 2 characters");
        outcomes[3].Should().Be("""{"value":{"name":"NAME","version":2,"description":"","schema":{"type":"string","maxLength":2}}}""".Replace("NAME", name, StringComparison.Ordinal));
        outcomes[4].Should().Contain("\"version\":1").And.Contain("\"minimum\":0");
    }

    [Fact]
    public async Task The_worked_example_of_the_page_does_what_the_page_says()
    {
        var page = await File.ReadAllLinesAsync(RepositoryPaths.FromRoot("docs/bindings.md"));
        var section = page.SkipWhile(line => line is not "## schemas").ToArray();
        var post = string.Concat(section.SkipWhile(line => line is not "```json").Skip(1).TakeWhile(line => line is not "```"));
        var code = string.Join('\n', section.SkipWhile(line => line is not "```js").Skip(1).TakeWhile(line => line is not "```"));
        (await _client.PostAsync("/schemas", JsonNode.Parse(post)!)).Status.Should().Be(201);
        var sample = await File.ReadAllTextAsync(RepositoryPaths.FromRoot("samples/schemas.js"));
        var id = await _client.DeployAsync(sample, with => with["bindings"] = JsonNode.Parse("""[{"service":"schemas","resource":"order","permissions":["read"]}]"""));

        var refused = await OrderAsync("""{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","items":[{"sku":"a","count":0}]}""");
        var taken = await OrderAsync("""{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","items":[{"sku":"a","count":2}]}""");

        sample.Should().Contain(code);
        refused.Status.Should().Be(422);
        refused.Text.Should().Be("""{"errors":[{"path":"/items/0/count","message":"must be >= 1"}]}""");
        string.Join('\n', section).Should().Contain(refused.Text);
        (taken.Status, taken.Text).Should().Be((202, """{"accepted":"0f8fad5b-d9cb-469f-a165-70867728950e"}"""));
        await _client.DeleteAsync("/schemas/order");

        async Task<HttpAnswer> OrderAsync(string order)
        {
            using var body = new StringContent(order, Encoding.UTF8, "application/json");
            return await _client.CallAsync(id, body);
        }
    }

    [Fact]
    public async Task What_is_wrong_with_a_call_has_its_code()
    {
        var name = await _client.AddSchemaAsync("""{"allOf":[{"$ref":"#"}]}""");
        var id = await DeployAsync("""[{"service":"schemas","permissions":[{}]}]""");

        var outcomes = await CallAsync(
            id, """["validate","no-such-schema",1]""", $"""["validate","{name}",1,7]""", """["get","no-such-schema"]""", $"""["get","{name}",2]""",
            $"""["validate","{name}",1,0]""", $"""["validate","{name}",1,"1"]""", """["validate"]""", """["validate",7,1]""", $"""["validate","{name}"]""",
            $"""["validate","{name}",1]""");

        outcomes[..4].Should().OnlyContain(outcome => outcome.Contains("\"code\":\"not_found\"") && outcome.Contains("\"isError\":true"));
        outcomes[4..9].Should().OnlyContain(outcome => outcome.Contains("\"code\":\"invalid_argument\""));
        outcomes[9].Should().Contain("\"code\":\"limit_exceeded\"").And.Contain("without end");
    }

    [Theory]
    [InlineData("""[{"service":"schemas","permissions":[{}]}]""", "own other")]
    [InlineData("""[{"service":"schemas","permissions":[{"resource":"schema"}]}]""", "own other")]
    [InlineData("""[{"service":"schemas","permissions":[{"resource":"schema","actions":["read"],"targets":["OWN"]}]}]""", "own")]
    [InlineData("""[{"service":"schemas","permissions":[{"resource":"schema","targets":["OWN"]}]}]""", "own")]
    [InlineData("""[{"service":"schemas","resource":"OWN","permissions":["read"]}]""", "own")]
    public async Task Each_level_of_a_binding_grants_what_it_says_and_no_more(string bindings, string granted)
    {
        var (own, other) = (await _client.AddSchemaAsync("{}"), await _client.AddSchemaAsync("{}"));
        var id = await DeployAsync(bindings.Replace("OWN", own, StringComparison.Ordinal));

        var outcomes = await CallAsync(
            id, $"""["validate","{own}",1]""", $"""["get","{own}"]""", $"""["validate","{other}",1]""", $"""["get","{other}"]""", """["validate","no-such",1]""");

        new[] { "own", "own", "other", "other" }.Where((_, index) => !outcomes[index].Contains("permission_denied", StringComparison.Ordinal))
            .Distinct().Should().Equal(granted.Split(' '));
        (await _client.AuditAsync($"&actor=fn-{id}&outcome=denied")).Select(denial => denial.Permission).Distinct().Order().Should().Equal(
            new[] { own, other, "no-such" }.Where(_ => !granted.Contains("other", StringComparison.Ordinal)).Where(name => name != own)
                .Select(name => $"schemas.schema.read:{name}").Order());
        outcomes[4].Should().Contain(granted.Contains("other", StringComparison.Ordinal) ? "not_found" : "permission_denied", "what is not granted is not told apart from what is not there");
    }

    [Fact]
    public async Task A_function_without_the_binding_has_no_schemas()
    {
        var id = await _client.DeployAsync("async function handler(request, context) { return Object.keys(context.bindings); }");

        (await _client.CallAsync(id)).Text.Should().Be("[]");
    }

    [Fact]
    public async Task A_large_value_is_validated_and_one_over_the_limit_refused()
    {
        var name = await _client.AddSchemaAsync("""{"type":"array","items":{"type":"string"}}""");
        var id = await _client.DeployAsync(
            """
            async function handler(request, context) {
              const value = Array(Number(request.query.items)).fill('x'.repeat(1021));
              try { return await context.bindings.schemas.validate(request.query.name, value); } catch (error) { return { code: error.code }; }
            }
            """,
            with => with["bindings"] = JsonNode.Parse("""[{"service":"schemas","permissions":[{}]}]"""));

        (await _client.CallAsync(id, $"?name={name}&items=4095")).Text.Should().Be("""{"valid":true,"errors":[]}""");
        (await _client.CallAsync(id, $"?name={name}&items=4097")).Text.Should().Be("""{"code":"limit_exceeded"}""");
    }

    private Task<string> DeployAsync(string bindings) =>
        _client.DeployFileAsync("bindings/schemas.js", with => with["bindings"] = JsonNode.Parse(bindings));

    /// <summary>Lets a function do calls; what became of each, as JSON.</summary>
    private async Task<string[]> CallAsync(string id, params string[] calls)
    {
        using var body = new StringContent($$"""{"calls":[{{string.Join(',', calls)}}]}""", Encoding.UTF8, "application/json");
        var answer = await _client.CallAsync(id, body);
        answer.Status.Should().Be(200, answer.ToString());
        return [.. answer.Json.AsArray().Select(outcome => outcome!.ToJsonString(s_readable))];
    }
}
