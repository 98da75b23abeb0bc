using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Schemas;

/// <summary>Schemas outlive the server; validators come when they are needed and go when they are not.</summary>
public sealed class SchemaLifeTests
{
    [Fact]
    public async Task What_was_acknowledged_outlives_a_kill_and_the_first_validation_after_the_start_works()
    {
        using var data = new DataFolder();
        var schemas = Enumerable.Range(0, 10).ToDictionary(n => $"schema-{n}", n => $$"""{"const":{{n}}}""");
        await using (var first = await SupervisorProcess.StartOnAsync(data))
        {
            using var client = first.Client();
            await Task.WhenAll(schemas.Select(schema => client.AddSchemaAsync(schema.Key, schema.Value)));
            await client.AddSchemaAsync("schema-0", """{"const":"second"}""");
            await first.KillAsync();
        }

        await using var second = await SupervisorProcess.StartOnAsync(data, ("Workers:Warm", "0"));
        using var again = second.Client();

        (await again.IsValidAsync("schema-3", "3")).Should().BeTrue("no validator had started");
        (await again.IsValidAsync("schema-3", "4")).Should().BeFalse();
        (await again.IsValidAsync("schema-0", "\"second\"")).Should().BeTrue();
        foreach (var (name, schema) in schemas)
        {
            (await again.GetAsync($"/schemas/{name}/1")).Json["schema"]!["schema"]!.ToJsonString().Should().Be(schema);
        }
    }

    [Fact]
    public async Task A_validator_that_nobody_needs_goes_and_the_next_validation_gets_a_new_one()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:00.300"), ("Workers:Warm", "0"));
        using var client = supervisor.Client();
        var name = await client.AddSchemaAsync("""{"type":"number"}""");

        for (var round = 0; round < 3; round++)
        {
            (await client.IsValidAsync(name, "1")).Should().BeTrue();
            await Eventually.HoldsAsync(() => Task.FromResult(supervisor.Workers.Count == 0), TimeSpan.FromSeconds(20), "all validators are gone");
        }
    }

    [Fact]
    public async Task Validations_while_validators_come_and_go_all_succeed()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:IdleTimeout", "00:00:00.100"), ("Workers:Warm", "1"));
        using var client = supervisor.Client();
        var name = await client.AddSchemaAsync("""{"type":"number"}""");

        for (var round = 0; round < 40; round++)
        {
            (await client.IsValidAsync(name, "1")).Should().BeTrue();
            await Task.Delay(TimeSpan.FromMilliseconds(85 + round));
        }
    }

    [Fact]
    public async Task Functions_that_hold_every_worker_there_may_be_still_get_their_values_validated()
    {
        await using var supervisor = await SupervisorProcess.StartAsync(("Workers:Max", "1"));
        using var client = supervisor.Client();
        var name = await client.AddSchemaAsync("""{"type":"number"}""");
        var id = await client.DeployAsync(
            "async function handler(request, context) { return await context.bindings.schemas.validate(request.query.name, 1); }",
            with => with["bindings"] = System.Text.Json.Nodes.JsonNode.Parse("""[{"service":"schemas","permissions":[{}]}]"""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.CallAsync(id, $"?name={name}")));

        answers.Select(answer => answer.Text).Should().OnlyContain(text => text == """{"valid":true,"errors":[]}""");
    }

    [Fact]
    public async Task A_start_without_the_validator_is_refused_in_one_line()
    {
        var refused = await RefusedStart.OfAsync(("Schemas:ValidatorPath", "/nowhere/schema-validator.mjs"));

        refused.ExitCode.Should().Be(1);
        refused.Errors.Should().ContainSingle().Which.Should().Match("*The validator of schemas*is missing*");
    }
}
