using System.Text.Json.Nodes;
using MolnOS.Sandbox.EndToEnd.Tests.Bindings;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Storage;

/// <summary>A function reaches the buckets it declared, in the ways it declared, and nothing else.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class StorageBindingTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private readonly string _own = $"own-{Guid.NewGuid():N}";
    private readonly string _other = $"other-{Guid.NewGuid():N}";

    public async Task InitializeAsync()
    {
        await _client.MakeBucketAsync(_own);
        await _client.MakeBucketAsync(_other);
    }

    public async Task DisposeAsync()
    {
        await _client.DeleteAsync($"/storage/buckets/{_own}?force=true");
        await _client.DeleteAsync($"/storage/buckets/{_other}?force=true");
    }

    [Fact]
    public async Task The_sample_keeps_notes_as_the_page_about_bindings_says()
    {
        var page = await File.ReadAllTextAsync(RepositoryPaths.FromRoot("docs/bindings.md"));
        var code = await File.ReadAllTextAsync(RepositoryPaths.FromRoot("samples/storage.js"));
        page.Should().Contain($"```js\n{code}```", "the page shows the sample as it is");
        await _client.MakeBucketAsync("notes");
        var binding = Block(page[page.IndexOf("## storage", StringComparison.Ordinal)..], "```json\n");
        var id = await _client.DeployAsync(code, Bound($"[{binding}]"));

        using var note = new StringContent("Buy milk", System.Text.Encoding.UTF8, "text/plain");
        var put = await _client.SendAsync(HttpMethod.Put, FunctionCalls.Run(id, "/shopping%2Ftoday"), note);

        (put.Status, put.Text).Should().Be((201, """{"stored":"shopping/today"}"""));
        var list = (await _client.CallAsync(id, "/")).Json.AsArray().Should().ContainSingle().Subject!;
        (list["key"]!.GetValue<string>(), list["size"]!.GetValue<int>(), list["type"]!.GetValue<string>()).Should().Be(("shopping/today", 8, "text/plain; charset=utf-8"));
        var got = await _client.CallAsync(id, "/shopping%2Ftoday");
        (got.Text, got.Header("content-type")).Should().Be(("Buy milk", "application/octet-stream"));
        (await _client.GetAsync("/storage/buckets/notes/objects/shopping/today")).Text.Should().Be("Buy milk", "it is the same over HTTP");
        (await _client.SendAsync(HttpMethod.Delete, FunctionCalls.Run(id, "/shopping%2Ftoday"))).Text.Should().Be("""{"removed":true}""");
        (await _client.CallAsync(id, "/shopping%2Ftoday")).Status.Should().Be(404);
    }

    [Fact]
    public async Task Read_and_write_of_one_bucket_are_just_that()
    {
        var id = await DeployAsync($$"""[{"service":"storage","permissions":[{"resource":"bucket","actions":["read","write"],"targets":["{{_own}}"]}]}]""");

        var outcomes = await CallAsync(
            id,
            $"""["put","{_own}","k","text"]""", $"""["get","{_own}","k"]""", $"""["list","{_own}"]""", $"""["delete","{_own}","k"]""",
            $"""["put","{_other}","k","text"]""", $"""["get","{_other}","k"]""", $"""["list","{_other}"]""", $"""["delete","{_other}","k"]""",
            $"""["get","{_own}2","k"]""", $"""["get","{_own.ToUpperInvariant()}","k"]""", """["get","../own","k"]""", """["get","*","k"]""");

        outcomes[..2].Should().Equal("""{"value":true}""", """{"bytes":4,"text":"text"}""");
        outcomes[3].Should().Be("""{"value":true}""");
        outcomes[4..].Should().OnlyContain(outcome => outcome.Contains("\"code\":\"permission_denied\"") && outcome.Contains("\"isError\":true"));
        (await _client.GetAsync($"/storage/buckets/{_other}/objects")).Json["objects"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("""[{"service":"storage","permissions":[{}]}]""", "read-own write-own read-other write-other")]
    [InlineData("""[{"service":"storage","permissions":[{"actions":["read"]}]}]""", "read-own read-other")]
    [InlineData("""[{"service":"storage","permissions":[{"resource":"bucket"}]}]""", "read-own write-own read-other write-other")]
    [InlineData("""[{"service":"storage","permissions":[{"resource":"bucket","actions":["write"]}]}]""", "write-own write-other")]
    [InlineData("""[{"service":"storage","permissions":[{"resource":"bucket","targets":["OWN"]}]}]""", "read-own write-own")]
    [InlineData("""[{"service":"storage","permissions":[{"resource":"bucket","actions":["read"],"targets":["OWN"]}]}]""", "read-own")]
    [InlineData("""[{"service":"storage","resource":"OWN","permissions":["read","write"]}]""", "read-own write-own")]
    [InlineData("""[{"service":"storage","resource":"OWN","permissions":["write"]}]""", "write-own")]
    [InlineData("""[{"service":"databases","permissions":[{}]}]""", "")]
    public async Task Each_level_of_a_binding_grants_what_it_says_and_no_more(string bindings, string granted)
    {
        var id = await DeployAsync(bindings.Replace("OWN", _own, StringComparison.Ordinal));

        var outcomes = await CallAsync(
            id, $"""["get","{_own}","k"]""", $"""["put","{_own}","k","x"]""", $"""["get","{_other}","k"]""", $"""["put","{_other}","k","x"]""");

        new[] { "read-own", "write-own", "read-other", "write-other" }.Where((_, index) => !outcomes[index].Contains("\"isError\":true", StringComparison.Ordinal))
            .Should().Equal(granted.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Large_objects_pass_whole_and_larger_ones_are_refused_with_the_limit_and_the_worker_goes_on()
    {
        var id = await DeployAsync($$"""[{"service":"storage","resource":"{{_own}}","permissions":["read","write"]}]""");
        using var content = new ByteArrayContent(new byte[26_000_000]);
        (await _client.SendAsync(HttpMethod.Put, $"/storage/buckets/{_own}/objects?key=large", content)).Status.Should().Be(200);

        var outcomes = await CallAsync(
            id,
            $$"""["put","{{_own}}","fits",{"zeros":20000000}]""", $"""["get","{_own}","fits"]""",
            $$"""["put","{{_own}}","k",{"zeros":26000000}]""", $"""["get","{_own}","large"]""", $"""["get","{_own}","k"]""");

        outcomes[0].Should().Be("""{"value":true}""");
        outcomes[1].Should().StartWith("""{"bytes":20000000,""");
        outcomes[2].Should().Contain("limit_exceeded").And.Contain("33554432 bytes");
        outcomes[3].Should().Contain("limit_exceeded").And.Contain("26000000 bytes").And.Contain("25165632 bytes");
        outcomes[4].Should().Be("""{"undefined":true}""");
        (await _client.StatsAsync(id))["errors"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_not_found_though_it_was_granted()
    {
        var id = await DeployAsync("""[{"service":"storage","resource":"never-made","permissions":["read","write"]}]""");

        var outcomes = await CallAsync(id, """["put","never-made","k","x"]""", """["get","never-made","k"]""");

        outcomes.Should().OnlyContain(outcome => outcome.Contains("not_found") && outcome.Contains("POST /storage/buckets/"));
        (await _client.GetAsync("/storage/buckets/never-made")).Status.Should().Be(404);
    }

    private static string Block(string text, string opening)
    {
        var start = text.IndexOf(opening, StringComparison.Ordinal) + opening.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static Action<JsonObject> Bound(string bindings) => with => with["bindings"] = JsonNode.Parse(bindings);

    private Task<string> DeployAsync(string bindings) => _client.DeployFileAsync("bindings/buckets.js", Bound(bindings));

    private Task<string[]> CallAsync(string id, params string[] calls) => _client.CallServicesAsync(id, calls);
}
