using System.Security.Cryptography;
using System.Text;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Results;

/// <summary>What a function returns is what its caller gets.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class ReturnedValueTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private string _id = "";

    public async Task InitializeAsync() => _id = await _client.DeployFileAsync("results/catalogue.js");

    public async Task DisposeAsync() => await _client.DeleteAsync($"/functions/{_id}");

    [Theory]
    [InlineData("zero", 200, "0", "application/json")]
    [InlineData("emptyText", 200, "", "text/plain; charset=utf-8")]
    [InlineData("no", 200, "false", "application/json")]
    [InlineData("status444", 444, "odd", "text/plain; charset=utf-8")]
    [InlineData("statusText", 201, "made", "text/plain; charset=utf-8")]
    [InlineData("jsonText", 200, "{ \"a\" :  1.50 }", "application/json")]
    [InlineData("date", 200, "{\"at\":\"2020-01-02T03:04:05.006+07:00\",\"time\":\"1970-01-01T00:00:00.000Z\"}", "application/json")]
    [InlineData("html", 200, "<p>hi</p>", "text/html")]
    [InlineData("bareText", 200, "bare ☃", "text/plain; charset=utf-8")]
    [InlineData("bareObject", 200, "{\"answer\":42}", "application/json")]
    [InlineData("bareArray", 200, "[1,\"two\",null]", "application/json")]
    [InlineData("bareNumber", 200, "7", "application/json")]
    public async Task A_value_arrives_with_its_status_its_bytes_and_its_type(string value, int status, string text, string type)
    {
        var answer = await CallAsync(value);

        answer.Status.Should().Be(status, answer.ToString());
        answer.Text.Should().Be(text);
        (answer.Header("content-type") ?? "").Replace("; charset=utf-8", "", StringComparison.Ordinal)
            .Should().Be(type.Replace("; charset=utf-8", "", StringComparison.Ordinal));
        if (type.StartsWith("text/plain", StringComparison.Ordinal))
        {
            answer.Header("content-type").Should().Be(type);
        }
    }

    [Theory]
    [InlineData("noContent")]
    [InlineData("bareUndefined")]
    [InlineData("bareNull")]
    [InlineData("responseEmpty")]
    public async Task Nothing_is_a_204_without_a_body(string value)
    {
        var answer = await CallAsync(value);

        answer.Status.Should().Be(204, answer.ToString());
        answer.Bytes.Should().BeEmpty();
        answer.Header("content-type").Should().BeNull();
    }

    [Fact]
    public async Task Headers_without_a_body_arrive()
    {
        var answer = await CallAsync("headersOnly");

        answer.Status.Should().Be(200);
        answer.Header("x-sample").Should().Be("yes");
        answer.Bytes.Should().BeEmpty();
    }

    [Fact]
    public async Task A_null_body_is_not_lost()
    {
        var answer = await CallAsync("nothing");

        answer.Status.Should().Be(200);
        answer.Text.Should().BeOneOf("null", "");
    }

    [Fact]
    public async Task A_redirect_reaches_the_client_as_it_is()
    {
        var answer = await CallAsync("redirect");

        answer.Status.Should().Be(302);
        answer.Header("location").Should().Be("https://example.org/a?b=c#d");
    }

    [Fact]
    public async Task Each_value_of_a_header_gets_a_line_of_its_own()
    {
        var answer = await CallAsync("twoCookies");

        answer.Headers["set-cookie"].Should().Equal("a=1; Path=/", "b=2");
        answer.Header("x-number").Should().Be("7");
    }

    [Fact]
    public async Task Length_and_connection_are_the_platforms_own_business()
    {
        var answer = await CallAsync("hopByHop");

        answer.Text.Should().Be("longer than three");
        answer.Header("content-length").Should().Be("17");
        answer.Header("transfer-encoding").Should().BeNull();
        answer.Header("x-kept").Should().Be("yes");
    }

    [Fact]
    public async Task A_web_response_arrives_with_status_headers_and_body()
    {
        var answer = await CallAsync("response");

        answer.Status.Should().Be(202);
        answer.Text.Should().Be("web ☃");
        answer.Header("x-sample").Should().Be("web");
        answer.Headers["set-cookie"].Should().Equal("a=1", "b=2");
        answer.Header("content-type").Should().Be("text/plain;charset=UTF-8");
    }

    [Fact]
    public async Task Bytes_arrive_as_they_are()
    {
        var bytes = await CallAsync("bytes");

        bytes.Bytes.Should().Equal(0, 1, 254, 255);
        bytes.Header("content-type").Should().Be("application/octet-stream");
    }

    [Fact]
    public async Task A_png_arrives_byte_for_byte()
    {
        var id = await _client.DeployFileAsync("results/png.js");

        var answer = await _client.CallAsync(id);

        answer.Header("content-type").Should().Be("image/png");
        Convert.ToHexStringLower(SHA256.HashData(answer.Bytes)).Should().Be(PngHash);
    }

    [Fact]
    public async Task Five_megabytes_of_text_arrive_to_the_last_byte()
    {
        var answer = await CallAsync("longText");

        answer.Bytes.Should().HaveCount(5 * 1024 * 1024);
        answer.Header("content-length").Should().Be($"{5 * 1024 * 1024}");
        answer.Bytes[^1].Should().Be((byte)'\n');
    }

    [Fact]
    public async Task Head_gets_the_headers_of_get_and_no_body()
    {
        var answer = await _client.SendAsync(HttpMethod.Head, FunctionCalls.Run(_id, "?value=html"));

        answer.Status.Should().Be(200);
        answer.Header("content-type").Should().Be("text/html");
        answer.Bytes.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_answer_names_its_invocation()
    {
        var first = await CallAsync("bareText");
        var second = await CallAsync("bareText");

        first.Header("x-molnos-invocation-id").Should().MatchRegex("^[0-9a-f]{32}$").And.NotBe(second.Header("x-molnos-invocation-id"));
    }

    private static string PngHash => Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(
        Encoding.ASCII.GetString([.. RepositoryPaths.FunctionSource("results/png.js").SkipWhile(c => c != '\'').Skip(1).TakeWhile(c => c != '\'').Select(c => (byte)c)]))));

    private Task<HttpAnswer> CallAsync(string value) => _client.CallAsync(_id, $"?value={value}");
}
