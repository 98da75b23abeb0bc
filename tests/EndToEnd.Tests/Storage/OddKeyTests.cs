using System.Net;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Storage;

/// <summary>A key is data: whatever it looks like, it names one object and no file, and reaches no other address.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class OddKeyTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private readonly string _bucket = $"odd-{Guid.NewGuid():N}";

    public Task InitializeAsync() => _client.MakeBucketAsync(_bucket);

    public async Task DisposeAsync() => await _client.DeleteAsync($"/storage/buckets/{_bucket}?force=true");

    [Theory]
    [InlineData("a/b/c.txt")]
    [InlineData("/leading")]
    [InlineData("trailing/")]
    [InlineData("a//b")]
    [InlineData("../../admin.token")]
    [InlineData("a/../../..")]
    [InlineData("./.")]
    [InlineData("...")]
    [InlineData("..%2f..%2fadmin.token")]
    [InlineData("%2e%2e")]
    [InlineData("a%2Fb")]
    [InlineData("a+b c?d=e&f#g")]
    [InlineData("back\\slash")]
    [InlineData("line\nfeed\ttab\u007f")]
    [InlineData("snow ❄ face 😀 e\u0301")]
    [InlineData("\uFEFFmark")]
    [InlineData("molnos.lock")]
    public async Task An_object_is_found_under_the_key_it_was_put_under_and_under_no_other(string key)
    {
        (await _client.PutObjectAsync(_bucket, key, new StringContent(key))).Status.Should().Be(200);

        (await _client.GetObjectAsync(_bucket, key)).Text.Should().Be(key);
        var list = (await _client.GetAsync($"/storage/buckets/{_bucket}/objects")).Json["objects"]!.AsArray();
        list.Should().ContainSingle().Which!["key"]!.GetValue<string>().Should().Be(key);
        var other = await _client.GetObjectAsync(_bucket, WebUtility.UrlDecode(key) + "x");
        other.Status.Should().Be(404);
        var removed = await _client.SendAsync(HttpMethod.Delete, $"/storage/buckets/{_bucket}/objects", SandboxClient.JsonContent(new System.Text.Json.Nodes.JsonObject { ["key"] = key }));
        removed.Status.Should().Be(200);
        (await _client.GetObjectAsync(_bucket, key)).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_slash_may_stand_in_the_path_as_it_is_or_encoded()
    {
        await _client.PutObjectAsync(_bucket, "a/b", new StringContent("slash"));
        await _client.PutObjectAsync(_bucket, "a%2Fb", new StringContent("percent"));

        (await RawAsync("a/b")).Should().EndWith("slash");
        (await RawAsync("a%2Fb")).Should().EndWith("slash");
        (await RawAsync("a%2fb")).Should().EndWith("slash");
        (await RawAsync("%61/%62")).Should().EndWith("slash");
        (await RawAsync("a%252Fb")).Should().EndWith("percent");
    }

    [Theory]
    [InlineData("..", 400)]
    [InlineData("a/../b", 400)]
    [InlineData("%2e%2e/x", 400)]
    [InlineData("../../../../functions/list", 400)]
    [InlineData("%00", 400)]
    [InlineData("%ff", 400)]
    [InlineData("%c0%af", 400)]
    [InlineData("%zz", 400)]
    [InlineData("%", 400)]
    [InlineData("..%2f..%2f..%2fadmin.token", 404)]
    [InlineData("%2fetc%2fpasswd", 404)]
    [InlineData("//", 404)]
    public async Task A_path_that_is_no_key_or_looks_like_another_address_reaches_nothing(string path, int status)
    {
        var answer = await RawAsync(path);

        answer.Should().StartWith($"HTTP/1.1 {status} ").And.Contain("\"cause\":{\"statusCode\":" + status);
        answer.Should().NotContain("sa.administrator").And.NotContain(Path.GetDirectoryName(shared.Supervisor.AdminTokenFile));
    }

    [Fact]
    public async Task A_target_of_the_absolute_form_names_the_same_object()
    {
        await _client.PutObjectAsync(_bucket, "x/y", new StringContent("absolute"));

        (await RawAsync($"http://elsewhere/storage/buckets/{_bucket}/objects/x%2Fy", isWhole: true)).Should().EndWith("absolute");
    }

    private Task<string> RawAsync(string path, bool isWhole = false) => RawHttp.ExchangeAsync(
        _client.Address,
        $"""
        GET {(isWhole ? path : $"/storage/buckets/{_bucket}/objects/{path}")} HTTP/1.1
        Host: elsewhere
        Authorization: Bearer {shared.Supervisor.AdminToken}
        Connection: close


        """);
}
