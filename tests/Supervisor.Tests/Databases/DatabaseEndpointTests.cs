using System.Text;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Databases;
using MolnOS.Sandbox.Supervisor.Tests.Management;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Databases;

/// <summary><c>/databases</c> over HTTP. Each test has a table of its own.</summary>
public sealed class DatabaseEndpointTests(FrontHost host) : IClassFixture<FrontHost>
{
    private readonly string _table = $"t{Guid.NewGuid():N}";

    [Fact]
    public async Task A_table_is_made_shown_listed_and_removed()
    {
        (await CallAsync("POST", $"/databases/tables/{_table}")).Should().Be((201, $$"""{"success":true,"name":"{{_table}}","message":"The table {{_table}} was made."}"""));
        (await CallAsync("POST", $"/databases/tables/{_table}")).Status.Should().Be(409);
        await WriteAsync("k", "12345");

        (await CallAsync("GET", $"/databases/tables/{_table}")).Should().Be((200, $$"""{"name":"{{_table}}","items":1,"size":"6 B"}"""));
        (await CallAsync("GET", "/databases/tables")).Text.Should().StartWith("{\"tables\":[").And.Contain($$"""{"name":"{{_table}}","items":1,"size":"6 B"}""");
        (await CallAsync("DELETE", $"/databases/tables/{_table}")).Should().Be((200, $$"""{"success":true,"name":"{{_table}}","message":"The table {{_table}} was removed."}"""));
        (await CallAsync("DELETE", $"/databases/tables/{_table}")).Status.Should().Be(404);
        (await CallAsync("GET", $"/databases/tables/{_table}")).Status.Should().Be(404);
        (await CallAsync("GET", $"/databases/tables/{_table}/items")).Status.Should().Be(404);
    }

    [Fact]
    public async Task What_was_written_is_read_counted_and_deleted()
    {
        (await WriteAsync("k", """{"name":"Åsa"}""")).Should().Be((200, """{"success":true}"""));
        await WriteAsync("n", "null");

        (await GetAsync("k")).Should().Be((200, """{"name":"Åsa"}"""));
        (await GetAsync("n")).Should().Be((200, "null"), "null is a value");
        (await GetAsync(null)).Should().Be((200, """[["k",{"name":"Åsa"}],["n",null]]"""));
        (await CallAsync("GET", $"/databases/table?tableName={_table}")).Should().Be((200, "2"));
        (await CallAsync("DELETE", $"/databases/delete?tableName={_table}&key=k")).Should().Be((200, """{"success":true,"deleted":true}"""));
        (await CallAsync("DELETE", $"/databases/delete?tableName={_table}&key=k")).Should().Be((200, """{"success":true,"deleted":false}"""));
        (await GetAsync("k")).Status.Should().Be(404);
    }

    [Fact]
    public async Task A_missing_table_has_no_value_and_no_items()
    {
        (await GetAsync("k")).Status.Should().Be(404);
        (await GetAsync(null)).Status.Should().Be(404);
        (await CallAsync("GET", $"/databases/table?tableName={_table}")).Should().Be((200, "0"));
        (await CallAsync("POST", $"/databases/tables/{_table}")).Status.Should().Be(201);
        (await GetAsync(null)).Should().Be((200, "[]"), "an empty table is none that is missing");
    }

    [Fact]
    public async Task A_value_comes_back_by_its_meaning_without_white_space_and_keeps_its_numbers_and_escapes()
    {
        const string Value = "{ \"a\" :\r\n [ 1.10, 1e400, \"x  \\\" y\\u00e5\\ud83d\\ude00\\\\\" ],\t\"lone\": \"\\ud83d\" }";

        (await WriteAsync("k", Value)).Status.Should().Be(200);

        (await GetAsync("k")).Text.Should().Be("{\"a\":[1.10,1e400,\"x  \\\" yå😀\\\\\"],\"lone\":\"\\ud83d\"}");
    }

    [Fact]
    public async Task Items_come_in_pages_with_their_versions()
    {
        foreach (var key in new[] { "a", "b1", "b2", "b3", "å/ ?" })
        {
            await WriteAsync(key, "0");
        }

        var first = await JsonAsync($"/databases/tables/{_table}/items?prefix=b&limit=2");
        var second = await JsonAsync($"/databases/tables/{_table}/items?prefix=b&limit=2&cursor={first["cursor"]}");
        var reversed = await JsonAsync($"/databases/tables/{_table}/items?from=b1&to=b3&reverse=true");
        var all = await JsonAsync($"/databases/tables/{_table}/items");

        Keys(first).Should().Equal("b1", "b2");
        (Keys(second).Single(), second["cursor"]).Should().Be(("b3", null));
        Keys(reversed).Should().Equal("b2", "b1");
        Keys(all).Should().Equal("a", "b1", "b2", "b3", "å/ ?");
        all["items"]![0]!.AsObject().Select(member => member.Key).Should().Equal("key", "value", "version");
        all["items"]!.AsArray().Select(item => item!["version"]!.GetValue<long>()).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();

        static IEnumerable<string> Keys(JsonNode page) => page["items"]!.AsArray().Select(item => item!["key"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_update_is_made_on_the_version_it_names_alone()
    {
        (await UpdateAsync("1", 7)).Status.Should().Be(404);
        var made = await UpdateAsync("1", 0);
        var version = JsonNode.Parse(made.Text)!["version"]!.GetValue<long>();

        (await UpdateAsync("2", version)).Status.Should().Be(200);
        var late = await UpdateAsync("3", version);

        late.Status.Should().Be(409);
        late.Text.Should().Contain($"not {version}").And.Contain("Read it again");
        (await GetAsync("k")).Text.Should().Be("2");
    }

    [Fact]
    public async Task A_batch_is_done_as_a_whole_or_not_at_all()
    {
        await WriteAsync("old", "1");

        (await BatchAsync(Write("new", "2"), $$"""{"delete":{"tableName":"{{_table}}","key":"old"} }"""))
            .Should().Be((200, """{"success":true}"""));
        (await BatchAsync(Write("more", "3"), """{"delete":{"tableName":"a/b","key":"old"}}""")).Status.Should().Be(400);

        (await GetAsync(null)).Text.Should().Be("""[["new",2]]""");
    }

    [Fact]
    public async Task A_write_with_an_expiration_is_gone_after_so_many_seconds()
    {
        await CallAsync("POST", "/databases/write", $$"""{"tableName":"{{_table}}","key":"k","value":1,"expiration":1}""");
        await WriteAsync("stays", "1");

        await Eventually.HoldsAsync(async () => (await GetAsync("k")).Status == 404, TimeSpan.FromSeconds(20), "the item has expired");
        (await GetAsync(null)).Text.Should().Be("""[["stays",1]]""");
    }

    [Theory]
    [InlineData("/databases/write", """{"key":"k","value":1}""", "tableName is missing.")]
    [InlineData("/databases/write", """{"tableName":"t","value":1}""", "key is missing.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k"}""", "value is missing.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k","value":1,"ttl":1}""", "ttl is not a known field.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k","value":1,"value":2}""", "value is given twice.")]
    [InlineData("/databases/write", """{"tableName":"a/b","key":"k","value":1}""", "tableName is refused. The name of a table must not hold a slash, a backslash, two dots in a row or a control character.")]
    [InlineData("/databases/write", """{"tableName":".t","key":"k","value":1}""", "tableName is refused. The name of a table must not begin with a dot.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"","value":1}""", "key must not be empty.")]
    [InlineData("/databases/write", """{"tableName":"t","key":7,"value":1}""", "key must be a string.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"\ud83d","value":1}""", "key is not valid Unicode text.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k","value":1,"expiration":0}""", "expiration must be a whole number from 1 to 3153600000.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k","value":1,"expiration":1.5}""", "expiration must be a whole number from 1 to 3153600000.")]
    [InlineData("/databases/write", """{"tableName":"t","key":"k","value":""", "The body is not valid JSON (line 1, byte 36).")]
    [InlineData("/databases/write", "[]", "The body must be an object.")]
    [InlineData("/databases/get", """{"tableName":"t","key":null}""", "key must be a string.")]
    [InlineData("/databases/get", """{"table":"t"}""", "table is not a known field.")]
    [InlineData("/databases/update", """{"tableName":"t","key":"k","value":1}""", "ifVersion is missing.")]
    [InlineData("/databases/update", """{"tableName":"t","key":"k","value":1,"ifVersion":-1}""", "ifVersion must be a whole number from 0 to 9223372036854775807.")]
    [InlineData("/databases/batch", "{}", "changes is missing.")]
    [InlineData("/databases/batch", """{"changes":[]}""", "changes must have at least one item.")]
    [InlineData("/databases/batch", """{"changes":[{}]}""", "changes[0] must have either write or delete.")]
    [InlineData("/databases/batch", """{"changes":[{"write":{"tableName":"t","key":"k"}}]}""", "changes[0].write.value is missing.")]
    [InlineData("/databases/batch", """{"changes":[{"delete":{"tableName":"t","key":"k"},"write":{"tableName":"t","key":"k","value":1}}]}""", "changes[0] must have either write or delete.")]
    [InlineData("/databases/batch", """{"changes":[{"delete":{"tableName":"t","key":"k","value":1}}]}""", "changes[0].delete.value is not a known field.")]
    public async Task A_wrong_body_is_refused_by_the_name_of_the_field(string path, string body, string message)
    {
        using var answer = await host.SendAsync("POST", path, body);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Theory]
    [InlineData("GET", "/databases/tables/a%2Fb", "The name of a table must not hold a slash.")]
    [InlineData("POST", "/databases/tables/.hidden", "The name of a table must not begin with a dot.")]
    [InlineData("GET", "/databases/tables/a..b/items", "The name of a table must not hold a slash, a backslash, two dots in a row or a control character.")]
    [InlineData("GET", "/databases/tables/t/items?limit=1001", "The query parameter 'limit' must be a whole number from 1 to 1000.")]
    [InlineData("GET", "/databases/tables/t/items?cursor=*", "The query parameter 'cursor' must be one that an earlier page gave.")]
    [InlineData("GET", "/databases/tables/t/items?preffix=a", "The query parameter 'preffix' is not known here; this address takes prefix, from, to, limit, cursor, reverse.")]
    [InlineData("GET", "/databases/table", "The query parameter 'tableName' is missing.")]
    [InlineData("DELETE", "/databases/delete?tableName=t", "The query parameter 'key' is missing.")]
    [InlineData("DELETE", "/databases/delete?tableName=t&key=", "A key must have 1 to 1024 characters.")]
    public async Task A_wrong_address_is_refused_by_the_name_of_what_is_wrong(string method, string path, string message)
    {
        using var answer = await host.SendAsync(method, path);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, message));
    }

    [Fact]
    public async Task What_is_not_UTF_8_is_not_stored()
    {
        byte[] body = [.. Encoding.ASCII.GetBytes($$"""{"tableName":"{{_table}}","key":"k","value":"""), (byte)'"', 0xC3, 0x28, (byte)'"', (byte)'}'];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/databases/write") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new("Bearer", FrontHost.AdminToken);

        using var answer = await host.Client.SendAsync(request);

        ((int)answer.StatusCode, await FrontHost.MessageOfErrorAsync(answer)).Should().Be((400, "value is not valid Unicode text."));
    }

    [Fact]
    public async Task A_value_has_at_most_a_mebibyte_as_it_is_stored()
    {
        var fits = new string('x', TableRules.MostValueBytes - 2);

        (await WriteAsync("k", $"    \"{fits}\"")).Status.Should().Be(200);
        (await WriteAsync("k", $"\"{fits}x\"")).Status.Should().Be(413);
        (await GetAsync("k")).Text.Should().HaveLength(TableRules.MostValueBytes);
        (await BatchAsync([.. Enumerable.Repeat(Write("k", $"\"{fits}\""), 9)])).Status.Should().Be(413);
    }

    [Fact]
    public async Task A_table_that_is_too_large_to_be_read_at_once_is_read_in_pages()
    {
        foreach (var key in new[] { "1", "2", "3", "4", "5" })
        {
            await WriteAsync(key, $"\"{new string('x', 1_000_000)}\"");
        }

        (await GetAsync(null)).Should().Match<(int Status, string Text)>(answer => answer.Status == 400 && answer.Text.Contains("Read it in pages"));
        (await JsonAsync($"/databases/tables/{_table}/items"))["cursor"].Should().NotBeNull();
    }

    private string Write(string key, string value) => $$"""{"write":{"tableName":"{{_table}}","key":"{{key}}","value":{{value}},"expiration":60} }""";

    private Task<(int Status, string Text)> WriteAsync(string key, string value) =>
        CallAsync("POST", "/databases/write", $$"""{"tableName":"{{_table}}","key":"{{key}}","value":{{value}}}""");

    private Task<(int Status, string Text)> GetAsync(string? key) =>
        CallAsync("POST", "/databases/get", key is null ? $$"""{"tableName":"{{_table}}"}""" : $$"""{"tableName":"{{_table}}","key":"{{key}}"}""");

    private Task<(int Status, string Text)> UpdateAsync(string value, long ifVersion) =>
        CallAsync("POST", "/databases/update", $$"""{"tableName":"{{_table}}","key":"k","value":{{value}},"ifVersion":{{ifVersion}}}""");

    private Task<(int Status, string Text)> BatchAsync(params string[] changes) =>
        CallAsync("POST", "/databases/batch", $$"""{"changes":[{{string.Join(',', changes)}}]}""");

    private async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse((await CallAsync("GET", path)).Text)!;

    private async Task<(int Status, string Text)> CallAsync(string method, string path, string? body = null)
    {
        using var answer = await host.SendAsync(method, path, body);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
