using System.Diagnostics;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Schemas;

/// <summary>A schema or value that is made to do harm harms its own validation, and others no more than for a moment.</summary>
public sealed class HostileSchemaTests : IAsyncLifetime
{
    private const string Redos = """{"type":"string","pattern":"^(a+)+$"}""";
    private static readonly string s_evil = $"\"{new string('a', 60)}!\"";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    private SupervisorProcess _supervisor = null!;
    private SandboxClient _client = null!;

    public async Task InitializeAsync()
    {
        _supervisor = await SupervisorProcess.StartAsync(("Schemas:ValidationTimeout", $"{s_limit}"), ("Schemas:MaxWorkers", "2"), ("Schemas:MemoryMb", "64"));
        _client = _supervisor.Client();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _supervisor.DisposeAsync();
    }

    [Fact]
    public async Task A_pattern_that_never_ends_is_ended_and_others_go_on_meanwhile()
    {
        var evil = await _client.AddSchemaAsync(Redos);
        var good = await _client.AddSchemaAsync("""{"type":"number"}""");
        (await _client.IsValidAsync(good, "1")).Should().BeTrue();

        var attacks = Enumerable.Range(0, 4).Select(_ => _client.ValidateAsync(evil, s_evil)).ToArray();
        var (during, served) = (Task.WhenAll(attacks), 0);
        var watch = Stopwatch.StartNew();
        while (!attacks.Any(attack => attack.IsCompleted))
        {
            (await _client.IsValidAsync(good, "1")).Should().BeTrue();
            served++;
        }

        served.Should().BeGreaterThan(10, "in {0}, while a worker was held", watch.Elapsed);
        var ends = await during;
        ends.Should().OnlyContain(answer => answer.Status == 504 || answer.Status == 503);
        ends.First(answer => answer.Status == 504).Json["message"]!.GetValue<string>().Should().Contain("2000 ms");
        (await _client.IsValidAsync(good, "1")).Should().BeTrue();
    }

    [Fact]
    public async Task A_schema_that_did_harm_is_still_validated_by_apart_from_the_others()
    {
        var evil = await _client.AddSchemaAsync(Redos);
        (await _client.ValidateAsync(evil, s_evil)).Status.Should().Be(504);

        (await _client.IsValidAsync(evil, "\"aaa\"")).Should().BeTrue();
        (await _client.IsValidAsync(evil, "\"b\"")).Should().BeFalse();
        _supervisor.Output.Should().Contain("is validated apart from the others");
    }

    [Fact]
    public async Task A_circle_of_references_and_an_explosion_of_them_end_as_limits()
    {
        var circle = await _client.AddSchemaAsync("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"$ref":"#/$defs/a"}}}""");
        var defs = string.Join(',', Enumerable.Range(0, 40).Select(n => $$"""{"allOf":[{"$ref":"#/$defs/{{n + 1}}"},{"$ref":"#/$defs/{{n + 1}}"}]}""").Select((schema, n) => $"\"{n}\":{schema}"));
        var explosion = await _client.AddSchemaAsync($$$"""{"$ref":"#/$defs/0","$defs":{ {{{defs}}},"40":{"type":"string"} } }""");

        var (first, second) = (await _client.ValidateAsync(circle, "1"), await _client.ValidateAsync(explosion, "1"));

        first.Status.Should().Be(400, first.ToString());
        first.Json["message"]!.GetValue<string>().Should().Contain("without end");
        second.Status.Should().BeOneOf([502, 504], second.ToString());
    }

    [Fact]
    public async Task A_value_that_takes_too_much_memory_ends_its_own_validation()
    {
        var unique = await _client.AddSchemaAsync("""{"additionalProperties":{"anyOf":[{"type":"null"},{"type":"boolean"},{"type":"array"},{"const":"x"},{"enum":["y"]},{"type":"object"},{"minLength":99},{"format":"email"}]}}""");
        var good = await _client.AddSchemaAsync("""{"type":"number"}""");
        var value = $"{{{string.Join(',', Enumerable.Range(0, 200_000).Select(n => $"\"k{n}\":\"n\""))}}}";

        var answer = await _client.ValidateAsync(unique, value);

        answer.Status.Should().BeOneOf([502, 504], answer.ToString());
        (await _client.IsValidAsync(good, "1")).Should().BeTrue();
    }

    [Fact]
    public async Task A_schema_that_takes_too_long_to_compile_is_refused_at_its_post()
    {
        var branches = new[] { "{\"type\":\"string\"}", "{\"type\":\"number\"}" };
        var schema = branches[0];
        for (var depth = 0; depth < 14; depth++)
        {
            schema = $$"""{"anyOf":[{{schema}},{{schema}}]}""";
        }

        await using var roomy = await SupervisorProcess.StartAsync(("Schemas:MaxSchemaBytes", "1000000"), ("Schemas:ValidationTimeout", "400ms"));
        using var client = roomy.Client();
        var answer = await client.TryAddSchemaAsync("monster", schema);

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Match("schema takes * to compile*");
        (await client.GetAsync("/schemas")).Json["count"]!.GetValue<int>().Should().Be(0);
    }
}
