using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Bundles;

/// <summary>Applications on well-known packages, bundled by esbuild, deploy and answer as they do elsewhere.</summary>
[Collection(SharedSupervisor.Collection)]
public sealed class BundleTests(SharedSupervisor shared)
{
    private readonly SandboxClient _client = shared.Client;

    [Fact]
    public async Task Hono_answers_with_routes_parameters_errors_cookies_and_a_stream()
    {
        var id = await DeployAsync("hono.mjs");

        var root = await _client.CallAsync(id);
        var user = await _client.CallAsync(id, "/api/users/1?field=a&field=b");
        var missing = await _client.CallAsync(id, "/api/users/99");
        var made = await _client.CallAsync(id, Json("""{"name":"Grace ☃"}"""), "/api/users");
        var cookies = await _client.CallAsync(id, "/cookies");
        var stream = await _client.CallAsync(id, "/stream");
        var crash = await _client.CallAsync(id, "/crash");
        var nowhere = await _client.CallAsync(id, "/nowhere");
        using var form = new FormUrlEncodedContent([new("a", "1"), new("b", "två")]);
        var posted = await _client.CallAsync(id, form, "/form");

        (root.Status, root.Text, root.Header("x-powered-by")).Should().Be((200, "root", "hono"));
        user.Text.Should().Be("""{"id":"1","name":"Ada","fields":["a","b"]}""");
        (missing.Status, missing.Text).Should().Be((404, """{"error":"no such user"}"""));
        (made.Status, made.Json["name"]!.GetValue<string>()).Should().Be((201, "Grace ☃"));
        (cookies.Status, cookies.Header("location")).Should().Be((302, "/elsewhere"));
        cookies.Headers["set-cookie"].Should().HaveCount(2);
        stream.Text.Should().Be("one two three");
        (crash.Status, crash.Text).Should().Be((500, """{"caught":"as asked"}"""));
        (nowhere.Status, nowhere.Text).Should().Be((404, """{"missing":"/nowhere"}"""));
        posted.Json["b"]!.GetValue<string>().Should().Be("två");
    }

    [Fact]
    public async Task Itty_router_answers_with_parameters_guards_and_errors()
    {
        var id = await DeployAsync("itty-router.mjs");

        (await _client.CallAsync(id)).Text.Should().Contain("root");
        (await _client.CallAsync(id, "/greet/Ada?loud=yes")).Text.Should().Be("""{"hello":"Ada","loud":true}""");
        (await _client.CallAsync(id, "/files/a/b/c.txt")).Text.Should().Be("""{"path":"a/b/c.txt"}""");
        (await _client.CallAsync(id, Json("[1,2,39]"), "/sum")).Text.Should().Be("""{"sum":42}""");
        (await _client.CallAsync(id, "/secret")).Status.Should().Be(403);
        (await _client.CallAsync(id, "/secret", ("x-key", "open sesame"))).Text.Should().Contain("inside");
        (await _client.CallAsync(id, "/teapot")).Status.Should().Be(418);
        (await _client.CallAsync(id, "/nowhere")).Status.Should().Be(404);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Graphql_yoga_answers_queries_mutations_variables_and_errors(bool minify)
    {
        var id = await DeployAsync("graphql-yoga.mjs", minify: minify);

        var query = await GraphAsync(id, "{ notes { id text length } }");
        var mutation = await GraphAsync(id, "mutation Add($text: String!) { addNote(text: $text) { id length } }", new JsonObject { ["text"] = "second ☃" });
        var note = await GraphAsync(id, "query One($id: ID!) { note(id: $id) { text } }", new JsonObject { ["id"] = "2" });
        var empty = await GraphAsync(id, """mutation { addNote(text: "") { id } }""");
        var wrong = await GraphAsync(id, "{ nonsense }");
        var byGet = await _client.CallAsync(id, "/graphql?query=%7Bnotes%7Bid%7D%7D");

        query.Json["data"]!.ToJsonString().Should().Be("""{"notes":[{"id":"1","text":"first","length":5}]}""");
        mutation.Json["data"]!.ToJsonString().Should().Be("""{"addNote":{"id":"2","length":8}}""");
        note.Json["data"]!["note"]!["text"]!.GetValue<string>().Should().Be("second ☃");
        empty.Json["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().Should().Be("EMPTY");
        wrong.Json["errors"]![0]!["message"]!.GetValue<string>().Should().Contain("nonsense");
        byGet.Json["data"]!["notes"]!.AsArray().Should().HaveCount(2);
    }

    [Theory]
    [InlineData("cjs")]
    [InlineData("esm")]
    public async Task Express_answers_through_serverless_http(string format)
    {
        var id = await DeployAsync("express.js", format);

        var user = await _client.CallAsync(id, "/users/42?verbose=yes");
        var order = await _client.CallAsync(id, Json("""{"items":[{"sku":"a"},{"sku":"☃"}]}"""), "/orders");
        var pixel = await _client.CallAsync(id, "/pixel");
        var boom = await _client.CallAsync(id, "/boom");
        var malformed = await _client.CallAsync(id, new StringContent("{", Encoding.UTF8, "text/plain"), "/orders");
        var missing = await _client.CallAsync(id, "/nowhere");

        user.Status.Should().Be(200, user.ToString());
        user.Text.Should().Be("""{"id":"42","verbose":"yes"}""");
        user.Header("x-middleware").Should().Be("ran");
        (order.Status, order.Json["total"]!.GetValue<int>(), order.Json["received"]!["items"]![1]!["sku"]!.GetValue<string>()).Should().Be((201, 2, "☃"));
        pixel.Bytes.Should().Equal(0, 255, 1, 254);
        (boom.Status, boom.Text).Should().Be((500, """{"caught":"inside a route"}"""));
        malformed.Status.Should().Be(500);
        (missing.Status, missing.Text).Should().Be((404, """{"missing":"/nowhere"}"""));
    }

    [Fact]
    public async Task Zod_accepts_a_good_order_and_names_what_is_wrong_with_a_bad_one()
    {
        var id = await DeployAsync("zod.mjs");

        var good = await _client.CallAsync(id, Json("""{"id":"0f5e1c9a-6f0f-4c51-9c3a-1b2c3d4e5f60","email":"a@example.org","items":[{"sku":"abc","count":2},{"sku":"def","count":3}],"placed":"2020-01-02T03:04:05Z"}"""));
        var bad = await _client.CallAsync(id, Json("""{"id":"7","email":"nobody","items":[{"sku":"a","count":0}]}"""));

        good.Status.Should().Be(200, good.ToString());
        good.Json["pieces"]!.GetValue<int>().Should().Be(5);
        good.Json["order"]!["placed"]!.GetValue<string>().Should().Be("2020-01-02T03:04:05.000Z");
        bad.Status.Should().Be(422);
        bad.Json["problems"]!.AsArray().Select(problem => problem!["path"]!.GetValue<string>()).Should().BeEquivalentTo("id", "email", "items.0.sku", "items.0.count");
    }

    [Fact]
    public async Task Jsonwebtoken_signs_and_verifies_and_refuses_the_forged_and_the_expired()
    {
        var id = await DeployAsync("jsonwebtoken.js", "cjs");

        var token = (await _client.CallAsync(id, Json("""{"sub":"ada"}"""), "/sign")).Json["token"]!.GetValue<string>();
        var expired = (await _client.CallAsync(id, Json("""{"sub":"ada"}"""), "/sign?expires=-1s")).Json["token"]!.GetValue<string>();
        var verified = await _client.CallAsync(id, "/verify", ("x-token", $"Bearer {token}"));
        var forged = await _client.CallAsync(id, "/verify", ("x-token", $"Bearer {token[..^2]}xx"));
        var late = await _client.CallAsync(id, "/verify", ("x-token", $"Bearer {expired}"));

        verified.Json["claims"]!["sub"]!.GetValue<string>().Should().Be("ada");
        (forged.Status, forged.Json["error"]!.GetValue<string>()).Should().Be((401, "JsonWebTokenError"));
        (late.Status, late.Json["error"]!.GetValue<string>()).Should().Be((401, "TokenExpiredError"));
    }

    [Fact]
    public async Task Pdf_lib_answers_with_a_whole_pdf()
    {
        var id = await DeployAsync("pdf-lib.mjs");

        var one = await _client.CallAsync(id);
        var many = await _client.CallAsync(id, "?pages=20");

        one.Status.Should().Be(200, one.ToString());
        one.Header("content-type").Should().Be("application/pdf");
        one.Header("content-length").Should().Be($"{one.Bytes.Length}");
        foreach (var pdf in new[] { one, many })
        {
            Encoding.Latin1.GetString(pdf.Bytes).Should().StartWith("%PDF-1.").And.Contain("startxref").And.MatchRegex(@"%%EOF\s*$");
        }

        many.Bytes.Length.Should().BeGreaterThan(one.Bytes.Length + 1000);
    }

    private static StringContent Json(string json) => new StringContent(json, Encoding.UTF8, "application/json");

    private async Task<string> DeployAsync(string entry, string format = "esm", bool minify = true) =>
        await _client.DeployAsync(await FunctionBundle.BuildAsync(entry, format, minify));

    private Task<HttpAnswer> GraphAsync(string id, string query, JsonObject? variables = null) =>
        _client.CallAsync(id, Json(new JsonObject { ["query"] = query, ["variables"] = variables }.ToJsonString()), "/graphql");
}
