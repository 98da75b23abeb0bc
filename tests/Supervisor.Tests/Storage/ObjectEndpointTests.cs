using System.Text.Json.Nodes;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>Objects over HTTP, on a real server without workers.</summary>
public sealed class ObjectEndpointTests(StorageHost host) : IClassFixture<StorageHost>
{
    private const string HelloHash = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    [Theory]
    [InlineData("json")]
    [InlineData("raw")]
    [InlineData("form")]
    public async Task An_object_is_put_in_each_of_three_ways(string way)
    {
        var bucket = await host.BucketAsync();
        var objects = $"/storage/buckets/{bucket}/objects";

        var put = way switch
        {
            "json" => await host.SendAsync("PUT", objects, """{"key":"a/k.txt","content":"hello"}"""),
            "raw" => await host.SendAsync("PUT", objects + "?key=a%2Fk.txt", "hello", "text/plain; charset=utf-8"),
            _ => await host.SendAsync("PUT", objects, Form(Field("key", "a/k.txt"), File("hello", "text/plain; charset=utf-8")), FormType),
        };

        put.Status.Should().Be(200, put.ToString());
        put.Json.ToJsonString().Should().Be($$"""{"success":true,"bucket":"{{bucket}}","key":"a/k.txt","size":5,"hash":"{{HelloHash}}"}""");
        var read = await host.GetAsync(bucket, "a/k.txt");
        (read.Status, read.Text, read.Header("content-type"), read.Header("content-length")).Should().Be((200, "hello", "text/plain; charset=utf-8", "5"));
        var listed = (await host.SendAsync("GET", objects + "?prefix=a/")).Json;
        listed["prefix"]!.GetValue<string>().Should().Be("a/");
        var only = listed["objects"]!.AsArray().Should().ContainSingle().Subject!;
        (only["key"]!.GetValue<string>(), only["size"]!.GetValue<int>(), only["type"]!.GetValue<string>()).Should().Be(("a/k.txt", 5, "text/plain; charset=utf-8"));
        only["lastModified"]!.GetValue<DateTimeOffset>().Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task What_is_sent_with_a_key_is_kept_as_it_is_whatever_it_says_to_be()
    {
        var bucket = await host.BucketAsync();

        await host.PutAsync(bucket, "data.json", """{"key":"not this","content":"nor this"}""", "application/json");
        await host.PutAsync(bucket, "empty", "", type: null);
        await host.PutAsync(bucket, "picture.png", "png", "application/x-www-form-urlencoded");

        var json = await host.GetAsync(bucket, "data.json");
        (json.Text, json.Header("content-type")).Should().Be(("""{"key":"not this","content":"nor this"}""", "application/json"));
        var empty = await host.GetAsync(bucket, "empty");
        (empty.Status, empty.Text, empty.Header("content-type")).Should().Be((200, "", "application/octet-stream"));
        (await host.GetAsync(bucket, "picture.png")).Header("content-type").Should().Be("image/png", "that is only what curl says when it is not told");
    }

    [Fact]
    public async Task A_page_of_a_bucket_cannot_act_as_one_of_the_servers()
    {
        var bucket = await host.BucketAsync(isPublic: true);
        await host.PutAsync(bucket, "page.html", "<script>alert(1)</script>", "text/html");

        var read = await host.GetAsync(bucket, "page.html");

        (read.Header("content-security-policy"), read.Header("x-content-type-options"), read.Header("content-type")).Should().Be(("sandbox", "nosniff", "text/html"));
    }

    [Fact]
    public async Task A_reader_gets_tags_times_and_parts()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "k", "hello");
        var whole = await host.GetAsync(bucket, "k");
        var (tag, modified) = (whole.Header("etag")!, whole.Header("last-modified")!);
        tag.Should().Be($"\"{HelloHash}\"");
        (whole.Header("accept-ranges"), whole.Header("cache-control")).Should().Be(("bytes", "private, no-cache"));

        var part = await host.GetAsync(bucket, "k", ("Range", "bytes=1-3"));
        (part.Status, part.Text, part.Header("content-range"), part.Header("content-length")).Should().Be((206, "ell", "bytes 1-3/5", "3"));
        var several = await host.GetAsync(bucket, "k", ("Range", "bytes=0-0,4-4"));
        (several.Status, several.Text).Should().Be((200, "hello"));
        var behind = await host.GetAsync(bucket, "k", ("Range", "bytes=5-"));
        (behind.Status, behind.Header("content-range"), behind.Json["cause"]!["statusCode"]!.GetValue<int>()).Should().Be((416, "bytes */5", 416));
        var known = await host.GetAsync(bucket, "k", ("If-None-Match", tag));
        (known.Status, known.Text, known.Header("etag"), known.Header("content-type")).Should().Be((304, "", tag, null));
        (await host.GetAsync(bucket, "k", ("If-Modified-Since", modified))).Status.Should().Be(304);
        (await host.GetAsync(bucket, "k", ("If-Match", "\"other\""))).Status.Should().Be(412);
        (await host.GetAsync(bucket, "k", ("If-Match", "other"))).Status.Should().Be(400);
        var head = await host.SendAsync("HEAD", $"/storage/buckets/{bucket}/objects/k", headers: ("Range", "bytes=1-3"));
        (head.Status, head.Text, head.Header("content-length"), head.Header("etag")).Should().Be((200, "", "5", tag));
        (await host.SendAsync("HEAD", $"/storage/buckets/{bucket}/objects/none")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_writer_changes_only_what_it_has_seen()
    {
        var bucket = await host.BucketAsync();
        (await host.PutAsync(bucket, "k", "hello", "text/plain", ("If-None-Match", "*"))).Status.Should().Be(200);

        (await host.PutAsync(bucket, "k", "other", "text/plain", ("If-None-Match", "*"))).Status.Should().Be(412);
        (await host.PutAsync(bucket, "k", "other", "text/plain", ("If-Match", "\"0000\""))).Status.Should().Be(412);
        (await host.PutAsync(bucket, "new", "other", "text/plain", ("If-Match", "*"))).Status.Should().Be(412);
        (await RemoveAsync(bucket, "k", ("If-Match", "\"0000\""))).Status.Should().Be(412);
        (await host.GetAsync(bucket, "k")).Text.Should().Be("hello");
        (await host.PutAsync(bucket, "k", "other", "text/plain", ("If-Match", $"\"{HelloHash}\""))).Status.Should().Be(200);
        (await RemoveAsync(bucket, "k", ("If-Match", $"\"{HelloHash}\""))).Status.Should().Be(412);
        (await host.GetAsync(bucket, "k")).Text.Should().Be("other");
    }

    [Fact]
    public async Task An_object_is_removed_once()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "a/k", "x");

        (await RemoveAsync(bucket, "a/k")).Json.ToJsonString().Should().Be($$"""{"success":true,"bucket":"{{bucket}}","key":"a/k"}""");

        (await RemoveAsync(bucket, "a/k")).Status.Should().Be(404);
        (await host.GetAsync(bucket, "a/k")).Status.Should().Be(404);
        (await host.SendAsync("DELETE", $"/storage/buckets/{bucket}")).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        var bucket = await host.BucketAsync();
        foreach (var n in Enumerable.Range(0, 7))
        {
            await host.PutAsync(bucket, $"p/{n}", "");
        }

        var first = (await ListAsync(bucket, "")).Json;
        var second = (await ListAsync(bucket, $"?cursor={first["cursor"]}")).Json;
        var small = (await ListAsync(bucket, "?prefix=p/&limit=2")).Json;

        Keys(first).Should().Equal("p/0", "p/1", "p/2", "p/3", "p/4");
        Keys(second).Should().Equal("p/5", "p/6");
        second["cursor"].Should().BeNull();
        Keys(small).Should().Equal("p/0", "p/1");
        Keys((await ListAsync(bucket, "?limit=10000")).Json).Should().HaveCount(StorageHost.MaxListedObjects, "the setting is the most");
        Keys((await ListAsync(bucket, "?prefix=none")).Json).Should().BeEmpty();
        foreach (var wrong in new[] { "?limit=0", "?limit=x", "?cursor=!", "?prefx=p" })
        {
            (await ListAsync(bucket, wrong)).Status.Should().Be(400, wrong);
        }
    }

    [Theory]
    [InlineData("""{"key":"k"}""", "application/json", 400, "content is missing")]
    [InlineData("""{"key":"..","content":"x"}""", "application/json", 400, "must not be '.' or '..'")]
    [InlineData("""{"key":"k","content":"x","contentType":"html"}""", "application/json", 400, "media type")]
    [InlineData("x", "text/plain", 415, "?key=")]
    [InlineData("x", null, 415, "?key=")]
    [InlineData("x", "multipart/form-data", 400, "boundary")]
    public async Task What_is_no_object_is_refused(string body, string? type, int status, string part)
    {
        var bucket = await host.BucketAsync();

        var answer = await host.SendAsync("PUT", $"/storage/buckets/{bucket}/objects", body, type);

        answer.Status.Should().Be(status, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(part);
    }

    [Theory]
    [InlineData("Content-Range", "bytes 0-0/5", 400)]
    [InlineData("Content-Encoding", "gzip", 415)]
    [InlineData("If-Match", "x", 400)]
    public async Task A_header_that_would_be_passed_over_is_refused(string name, string value, int status)
    {
        var bucket = await host.BucketAsync();

        var answer = await host.PutAsync(bucket, "k", "x", "text/plain", (name, value));

        answer.Status.Should().Be(status, answer.ToString());
        (await host.GetAsync(bucket, "k")).Status.Should().Be(404);
    }

    [Fact]
    public async Task An_object_over_the_limit_is_refused_and_leaves_nothing()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "k", new string('x', StorageHost.MaxObjectBytes));
        var files = host.Files().Count;

        var announced = await host.PutAsync(bucket, "k", new string('y', StorageHost.MaxObjectBytes + 1));
        var unannounced = await host.PutAsync(bucket, "k", new string('y', StorageHost.MaxObjectBytes + 1), "text/plain", ("Transfer-Encoding", "chunked"));
        var form = await host.SendAsync(
            "PUT", $"/storage/buckets/{bucket}/objects", Form(Field("key", "k"), File(new string('y', StorageHost.MaxObjectBytes + 1))), FormType);

        new[] { announced, unannounced, form }.Should().OnlyContain(answer => answer.Status == 413 && answer.Text.Contains("100000 bytes (Storage:MaxObjectBytes)"));
        (await host.GetAsync(bucket, "k")).Text.Should().Be(new string('x', StorageHost.MaxObjectBytes));
        host.Files().Should().HaveCount(files);
    }

    [Fact]
    public async Task Every_answer_of_the_list_is_described_by_the_document()
    {
        var document = (await host.SendAsync("GET", "/openapi.json", token: null)).Json;

        var read = document["paths"]!["/storage/buckets/{bucket}/objects/{key}"]!;
        read["get"]!["security"]!.ToJsonString().Should().Be("""[{},{"bearer":[]}]""");
        read["head"]!["security"]!.ToJsonString().Should().Be("""[{},{"bearer":[]}]""");
        read["get"]!["responses"]!.AsObject().Select(one => one.Key).Should().BeEquivalentTo("200", "206", "304", "400", "401", "403", "404", "412", "416", "503");
        document["paths"]!["/storage/buckets/{bucket}/objects"]!["put"]!["responses"]!.AsObject().Select(one => one.Key)
            .Should().BeEquivalentTo("200", "400", "401", "403", "404", "412", "413", "415", "503", "507");
        document["paths"]!["/storage/buckets/{bucket}/objects"]!["put"]!["requestBody"]!["content"]!.AsObject().Select(one => one.Key)
            .Should().BeEquivalentTo("application/json", "multipart/form-data", "*/*");
    }

    private const string FormType = "multipart/form-data; boundary=b";

    private static string Form(params string[] parts) => string.Concat(parts.Select(part => $"--b\r\n{part}\r\n")) + "--b--\r\n";

    private static string Field(string name, string value) => $"Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}";

    private static string File(string content, string? type = null) =>
        $"Content-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n{(type is null ? "" : $"Content-Type: {type}\r\n")}\r\n{content}";

    private static IEnumerable<string> Keys(JsonNode list) => list["objects"]!.AsArray().Select(one => one!["key"]!.GetValue<string>());

    private Task<HttpAnswer> ListAsync(string bucket, string query) => host.SendAsync("GET", $"/storage/buckets/{bucket}/objects{query}");

    private Task<HttpAnswer> RemoveAsync(string bucket, string key, params (string Name, string Value)[] headers) =>
        host.SendAsync("DELETE", $"/storage/buckets/{bucket}/objects", new JsonObject { ["key"] = key }.ToJsonString(), headers: headers);
}
