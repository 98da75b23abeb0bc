using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Requests;

/// <summary>What a function sees of its request's body.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class RequestBodyTests(SharedSupervisor shared) : IAsyncLifetime
{
    private readonly SandboxClient _client = shared.Client;
    private string _id = "";

    public async Task InitializeAsync() => _id = await _client.DeployFileAsync("requests/echo.js");

    public async Task DisposeAsync() => await _client.DeleteAsync($"/functions/{_id}");

    [Theory]
    [InlineData("null", "null", "null")]
    [InlineData("[1, 2]", "array", "[1,2]")]
    [InlineData("\"text\"", "string", "\"text\"")]
    [InlineData("17.5", "number", "17.5")]
    [InlineData("{\"a\":\n 1}", "object", "{\"a\":1}")]
    [InlineData("  {\"snow\":\"☃\"}\r\n", "object", "{\"snow\":\"☃\"}")]
    [InlineData("{\"__proto__\":{\"polluted\":true}}", "object", "{\"__proto__\":{\"polluted\":true}}")]
    public async Task Json_is_parsed_whatever_its_type(string json, string kind, string expected)
    {
        var answer = await PostAsync("application/json", json);

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["bodyKind"]!.GetValue<string>().Should().Be(kind);
        JsonNode.DeepEquals(answer.Json["body"], JsonNode.Parse(expected)).Should().BeTrue(answer.Text);
        answer.Json["rawSha256"]!.GetValue<string>().Should().Be(Sha256(Encoding.UTF8.GetBytes(json)), "rawBody holds the very bytes");
    }

    [Theory]
    [InlineData("AppLication/JSON; charset=utf-8")]
    [InlineData("application/vnd.api+json")]
    public async Task Json_is_known_by_its_type_however_written(string type)
    {
        var answer = await PostAsync(type, "{\"a\":1}");

        answer.Json["body"]!.ToJsonString().Should().Be("{\"a\":1}");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    public async Task An_empty_body_is_an_empty_object_whatever_its_type(string type)
    {
        var answer = await PostAsync(type, "");

        answer.Status.Should().Be(200, answer.ToString());
        answer.Json["body"]!.ToJsonString().Should().Be("{}");
        answer.Json["rawLength"]!.GetValue<int>().Should().Be(0);
    }

    [Theory]
    [InlineData("{\"a\":")]
    [InlineData("{a:1}")]
    [InlineData("{} {}")]
    [InlineData("01")]
    public async Task Invalid_json_is_a_400_and_the_handler_does_not_run(string json)
    {
        var before = await InvocationsAsync();

        var answer = await PostAsync("application/json", json);

        answer.Status.Should().Be(400, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain("JSON");
        (await InvocationsAsync()).Should().Be(before);
    }

    [Fact]
    public async Task A_form_becomes_an_object()
    {
        var answer = await PostAsync("application/x-www-form-urlencoded", "a=1&b=%E2%98%83+x&b=2&c=");

        JsonNode.DeepEquals(answer.Json["body"], JsonNode.Parse("""{"a":"1","b":["☃ x","2"],"c":""}""")).Should().BeTrue(answer.Text);
    }

    [Fact]
    public async Task Other_text_is_a_string()
    {
        var answer = await PostAsync("text/csv", "a;b\n☃;2\n");

        answer.Json["bodyKind"]!.GetValue<string>().Should().Be("string");
        answer.Json["body"]!.GetValue<string>().Should().Be("a;b\n☃;2\n");
    }

    [Fact]
    public async Task Anything_else_is_bytes()
    {
        byte[] bytes = [0, 255, 10, 13, 128];

        var answer = await PostAsync("application/octet-stream", bytes);

        answer.Json["body"]!["base64"]!.GetValue<string>().Should().Be(Convert.ToBase64String(bytes));
    }

    [Fact]
    public async Task Text_that_is_no_utf8_keeps_its_bytes()
    {
        byte[] bytes = [0x63, 0x61, 0x66, 0xE9];

        var answer = await PostAsync("text/plain; charset=iso-8859-1", bytes);

        answer.Json["rawSha256"]!.GetValue<string>().Should().Be(Sha256(bytes));
    }

    [Fact]
    public async Task A_megabyte_of_multipart_upload_is_there_byte_for_byte()
    {
        var file = RandomNumberGenerator.GetBytes(1024 * 1024);
        using var form = new MultipartFormDataContent("a-boundary") { { new ByteArrayContent(file), "file", "random.bin" }, { new StringContent("☃"), "note" } };
        var sent = await form.ReadAsByteArrayAsync();

        var answer = await _client.CallAsync(_id, form);

        answer.Json["bodyKind"]!.GetValue<string>().Should().Be("bytes");
        answer.Json["rawLength"]!.GetValue<int>().Should().Be(sent.Length);
        answer.Json["rawSha256"]!.GetValue<string>().Should().Be(Sha256(sent));
    }

    [Fact]
    public async Task A_chunked_body_without_a_length_arrives()
    {
        var text = await RawHttp.ExchangeAsync(_client.Address, $$"""
            POST /functions/run/{{_id}} HTTP/1.1
            Host: {{_client.Address.Authority}}
            Authorization: Bearer {{shared.Supervisor.AdminToken}}
            Content-Type: application/json
            Transfer-Encoding: chunked
            Connection: close

            5
            {"a":
            3
            42}
            0


            """);

        text.Should().StartWith("HTTP/1.1 200").And.Contain("\"body\":{\"a\":42}");
    }

    [Fact]
    public async Task A_webhook_signature_over_the_raw_body_verifies()
    {
        var id = await _client.DeployFileAsync("requests/webhook.js", with => with["allowUnauthenticated"] = true);
        const string Json = "{ \"event\" : \"paid\",\n\t\"amount\": 1.10 }";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData("a shared secret"u8.ToArray(), Encoding.UTF8.GetBytes(Json)));

        var signed = await shared.Anonymous.CallAsync(id, Content("application/json", Encoding.UTF8.GetBytes(Json)), "", ("x-signature", signature));
        var forged = await shared.Anonymous.CallAsync(id, Content("application/json", Encoding.UTF8.GetBytes(Json + " ")), "", ("x-signature", signature));

        signed.Text.Should().Be("{\"valid\":true,\"event\":\"paid\"}");
        forged.Status.Should().Be(401);
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static ByteArrayContent Content(string type, byte[] bytes) => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private Task<HttpAnswer> PostAsync(string type, string text) => PostAsync(type, Encoding.UTF8.GetBytes(text));

    private Task<HttpAnswer> PostAsync(string type, byte[] bytes) => _client.CallAsync(_id, Content(type, bytes));

    private async Task<long> InvocationsAsync() => (await _client.StatsAsync(_id))["invocations"]!.GetValue<long>();
}
