using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>Buckets over HTTP, on a real server without workers.</summary>
public sealed class BucketEndpointTests(StorageHost host) : IClassFixture<StorageHost>
{
    [Fact]
    public async Task A_bucket_is_made_shown_listed_changed_and_removed()
    {
        var made = await host.SendAsync("POST", "/storage/buckets/life");

        made.Status.Should().Be(201, made.ToString());
        made.Header("location").Should().Be("/storage/buckets/life");
        made.Text.Should().Be("""{"success":true,"name":"life","public":false,"message":"The bucket life was made and is private."}""");
        (await host.PutAsync("life", "k", "12345")).Status.Should().Be(200);
        (await host.SendAsync("PATCH", "/storage/buckets/life", """{"public":true}""")).Text
            .Should().Be("""{"success":true,"name":"life","public":true,"message":"The bucket life is public: everybody may read its objects."}""");
        var shown = (await host.SendAsync("GET", "/storage/buckets/life")).Json;
        (shown["name"]!.GetValue<string>(), shown["public"]!.GetValue<bool>(), shown["objects"]!.GetValue<int>(), shown["bytes"]!.GetValue<int>()).Should().Be(("life", true, 1, 5));
        shown["updatedAt"]!.GetValue<DateTimeOffset>().Should().BeOnOrAfter(shown["createdAt"]!.GetValue<DateTimeOffset>());
        (await host.SendAsync("GET", "/storage/buckets")).Json["buckets"]!.AsArray().Should().ContainSingle(one => one!["name"]!.GetValue<string>() == "life")
            .Which!.ToJsonString().Should().Be(shown.ToJsonString());

        var kept = await host.SendAsync("DELETE", "/storage/buckets/life");
        kept.Status.Should().Be(409);
        kept.Json["message"]!.GetValue<string>().Should().Contain("?force=true");
        (await host.SendAsync("DELETE", "/storage/buckets/life?force=true")).Json["message"]!.GetValue<string>().Should().Be("The bucket life was removed with all it held (1).");

        (await host.SendAsync("GET", "/storage/buckets/life")).Status.Should().Be(404);
        (await host.GetAsync("life", "k")).Status.Should().Be(404);
        (await host.SendAsync("DELETE", "/storage/buckets/life")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var name = await host.BucketAsync();

        (await host.SendAsync("POST", $"/storage/buckets/{name}")).Status.Should().Be(409);
    }

    [Theory]
    [InlineData("POST", "/storage/buckets/.hidden", null, 400, "must begin with a letter or digit")]
    [InlineData("POST", "/storage/buckets/a%2Fb", null, 400, "must begin with a letter or digit")]
    [InlineData("POST", "/storage/buckets/a%20b", null, 400, "must begin with a letter or digit")]
    [InlineData("POST", "/storage/buckets/b", """{"public":"yes"}""", 400, "public must be true or false")]
    [InlineData("POST", "/storage/buckets/b", """{"private":true}""", 400, "private is not a known field")]
    [InlineData("POST", "/storage/buckets/b", "{", 400, "not valid JSON")]
    [InlineData("POST", "/storage/buckets/b?public=true", null, 400, "public")]
    [InlineData("PATCH", "/storage/buckets/none", """{"public":true}""", 404, "no such bucket")]
    [InlineData("PATCH", "/storage/buckets/none", "{}", 400, "public is missing")]
    [InlineData("GET", "/storage/buckets/none", null, 404, "no such bucket")]
    [InlineData("GET", "/storage/buckets/none/objects", null, 404, "no such bucket")]
    [InlineData("GET", "/storage/buckets/none/objects/k", null, 404, "no such bucket")]
    [InlineData("PUT", "/storage/buckets/none/objects?key=k", "x", 404, "no such bucket")]
    [InlineData("DELETE", "/storage/buckets/none/objects", """{"key":"k"}""", 404, "no such bucket")]
    [InlineData("DELETE", "/storage/buckets/none?force=perhaps", null, 400, "force")]
    public async Task A_wrong_request_is_refused_with_its_reason(string method, string path, string? body, int status, string part)
    {
        var answer = await host.SendAsync(method, path, body);

        answer.Status.Should().Be(status, answer.ToString());
        answer.Json["message"]!.GetValue<string>().Should().Contain(part);
        answer.Json["cause"]!["statusCode"]!.GetValue<int>().Should().Be(status);
    }

    [Theory]
    [InlineData("storage.bucket.read:{0}", "show list-objects get")]
    [InlineData("storage.bucket.write:{0}", "put remove-object")]
    [InlineData("storage.bucket.update:{0}", "publish")]
    [InlineData("storage.bucket.delete:{0}", "remove")]
    [InlineData("storage.bucket.create", "make")]
    [InlineData("storage.bucket.create:made", "make")]
    [InlineData("storage.bucket.read", "show list-objects get")]
    [InlineData("storage.bucket.read:other", "")]
    [InlineData("storage.read", "list")]
    [InlineData("databases.*", "")]
    [InlineData("storage.*", "list make show list-objects get put remove-object publish remove")]
    public async Task A_permission_opens_what_it_names_and_nothing_else(string permission, string opened)
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "k", "x");
        var token = await host.CallerAsync(string.Format(permission, bucket));
        (string Name, string Method, string Path, string? Body)[] acts =
        [
            ("list", "GET", "/storage/buckets", null),
            ("make", "POST", "/storage/buckets/made", null),
            ("show", "GET", $"/storage/buckets/{bucket}", null),
            ("list-objects", "GET", $"/storage/buckets/{bucket}/objects", null),
            ("get", "GET", $"/storage/buckets/{bucket}/objects/k", null),
            ("put", "PUT", $"/storage/buckets/{bucket}/objects?key=k", "x"),
            ("remove-object", "DELETE", $"/storage/buckets/{bucket}/objects", """{"key":"k"}"""),
            ("publish", "PATCH", $"/storage/buckets/{bucket}", """{"public":true}"""),
            ("remove", "DELETE", $"/storage/buckets/{bucket}?force=true", null),
        ];

        var done = new List<string>();
        foreach (var (name, method, path, body) in acts)
        {
            var answer = await host.SendAsync(method, path, body, token: token);
            (answer.Status is 403 or 200 or 201).Should().BeTrue($"{name} gave {answer}");
            if (answer.Status == 403)
            {
                answer.Json["message"]!.GetValue<string>().Should().StartWith("This needs the permission storage.");
            }
            else
            {
                done.Add(name);
            }
        }

        done.Should().Equal(opened.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        await host.SendAsync("DELETE", "/storage/buckets/made");
    }

    [Fact]
    public async Task An_object_of_a_public_bucket_is_read_by_everybody_and_nothing_else_is()
    {
        var bucket = await host.BucketAsync(isPublic: true);
        await host.PutAsync(bucket, "k", "for all");

        var read = await AnonymousAsync("GET", $"/storage/buckets/{bucket}/objects/k?v=2");
        (read.Status, read.Text, read.Header("cache-control")).Should().Be((200, "for all", "no-cache"));
        (await AnonymousAsync("HEAD", $"/storage/buckets/{bucket}/objects/k")).Status.Should().Be(200);
        (await AnonymousAsync("GET", $"/storage/buckets/{bucket}/objects/none")).Status.Should().Be(404);
        (await host.SendAsync("GET", $"/storage/buckets/{bucket}/objects/k", token: "sa.wrong.key")).Status.Should().Be(200, "a token is not looked at where none is needed");
        foreach (var (method, path) in new[]
        {
            ("GET", ""), ("GET", "/objects"), ("GET", "/objects/"), ("PUT", "/objects?key=k"), ("DELETE", "/objects"), ("DELETE", ""), ("PATCH", ""), ("POST", ""),
        })
        {
            (await AnonymousAsync(method, $"/storage/buckets/{bucket}{path}")).Status.Should().Be(401, method + path);
        }

        await host.SendAsync("PATCH", $"/storage/buckets/{bucket}", """{"public":false}""");
        (await AnonymousAsync("GET", $"/storage/buckets/{bucket}/objects/k")).Status.Should().Be(401, "that holds from the next request on");
    }

    [Fact]
    public async Task Nobody_without_a_token_can_tell_a_private_bucket_from_none()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "k", "secret");

        var there = await AnonymousAsync("GET", $"/storage/buckets/{bucket}/objects/k");
        var none = await AnonymousAsync("GET", "/storage/buckets/none/objects/k");

        (there.Status, there.Text, there.Header("www-authenticate")).Should().Be((401, none.Text, "Bearer"));
        none.Status.Should().Be(401);
    }

    [Fact]
    public async Task The_audit_log_names_the_object_that_was_put_and_the_bucket_that_was_denied()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "a/k", "x");
        await host.SendAsync("DELETE", $"/storage/buckets/{bucket}/objects", """{"key":"a/k"}""");
        await host.SendAsync("GET", $"/storage/buckets/{bucket}/objects/a/k", token: await host.CallerAsync("storage.bucket.read:other"));

        var records = (await host.SendAsync("GET", "/audit?limit=20")).Json["records"]!.AsArray()
            .Where(record => record!["target"]?.GetValue<string>().StartsWith(bucket, StringComparison.Ordinal) == true)
            .Select(record => $"{record!["outcome"]} {record["action"]} {record["target"]} {record["permission"]}");

        records.Should().BeEquivalentTo(
            $"done storage.bucket.create {bucket} storage.bucket.create:{bucket}",
            $"done storage.bucket.write {bucket}/a/k storage.bucket.write:{bucket}",
            $"done storage.bucket.write {bucket}/a/k storage.bucket.write:{bucket}",
            $"denied storage.bucket.read {bucket}/a/k storage.bucket.read:{bucket}");
    }

    [Fact]
    public async Task Totals_stand_in_the_metrics()
    {
        var bucket = await host.BucketAsync();
        await host.PutAsync(bucket, "k", new string('x', 1234));
        var list = (await host.SendAsync("GET", "/storage/buckets")).Json["buckets"]!.AsArray();
        long Sum(string field) => list.Sum(one => one![field]!.GetValue<long>());

        await Eventually.HoldsAsync(
            async () => (await host.SendAsync("GET", "/metrics")).Text is var text
                && text.Contains($"molnos_storage_objects {Sum("objects")}\n") && text.Contains($"molnos_storage_bytes {Sum("bytes")}\n") && text.Contains($"molnos_storage_buckets {list.Count}\n"),
            TimeSpan.FromSeconds(20),
            "the totals are shown");
    }

    private Task<HttpAnswer> AnonymousAsync(string method, string path) => host.SendAsync(method, path, token: null);
}
