using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Databases;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Databases;

/// <summary>The methods behind the gate; who may call them is the gate's matter.</summary>
public sealed class DatabaseBindingTests : IDisposable
{
    private readonly ReopenableDatabase _database = new(TablesSchema.Migrations);
    private readonly ManualTime _time = new();
    private readonly DatabaseBinding _binding;

    public DatabaseBindingTests() => _binding = new DatabaseBinding(new SqliteTableStore(_database.Current, _time));

    [Fact]
    public async Task What_was_written_is_read_and_deleted()
    {
        (await CallAsync("write", """["t","k",{"name":"\u00c5sa"}]""")).Should().Be("true");

        (await CallAsync("get", """["t","k"]""")).Should().Be("""{"name":"Åsa"}""");
        (await CallAsync("get", """["t"]""")).Should().Be("""[["k",{"name":"Åsa"}]]""");
        (await CallAsync("getTableSize", """["t"]""")).Should().Be("1");
        (await CallAsync("listTables", "[]")).Should().Be("""[{"name":"t","items":1,"size":"16 B"}]""");
        (await CallAsync("delete", """["t","k"]""")).Should().Be("true");
        (await CallAsync("delete", """["t","k"]""")).Should().Be("false");
        (await CallAsync("get", """["t","k"]""")).Should().Be("undefined");
    }

    [Fact]
    public async Task A_missing_table_is_an_empty_one()
    {
        (await CallAsync("get", """["t"]""")).Should().Be("[]");
        (await CallAsync("get", """["t","k"]""")).Should().Be("undefined");
        (await CallAsync("getTableSize", """["t"]""")).Should().Be("0");
        (await CallAsync("query", """["t"]""")).Should().Be("""{"items":[]}""");
        (await CallAsync("delete", """["t","k"]""")).Should().Be("false");
        (await CallAsync("deleteTable", """["t"]""")).Should().Be("false");
    }

    [Fact]
    public async Task A_table_is_made_and_deleted()
    {
        (await CallAsync("createTable", """["t"]""")).Should().Be("true");
        (await CallAsync("createTable", """["t"]""")).Should().Be("false");
        (await CallAsync("deleteTable", """["t"]""")).Should().Be("true");
        (await CallAsync("listTables", "[]")).Should().Be("[]");
    }

    [Fact]
    public async Task A_value_can_have_a_time_to_live()
    {
        await CallAsync("write", """["t","k",null,60]""");
        (await CallAsync("get", """["t","k"]""")).Should().Be("null");

        _time.Pass(TimeSpan.FromSeconds(60));

        (await CallAsync("get", """["t","k"]""")).Should().Be("undefined");
    }

    [Fact]
    public async Task A_query_gives_pages()
    {
        foreach (var key in new[] { "a", "b1", "b2", "b3" })
        {
            await CallAsync("write", $"""["t","{key}",0]""");
        }

        var first = JsonDocument.Parse(await CallAsync("query", """["t",{"prefix":"b","limit":2,"reverse":true}]""")).RootElement;
        var cursor = first.GetProperty("cursor").GetString();
        var second = JsonDocument.Parse(await CallAsync("query", $$"""["t",{"prefix":"b","limit":2,"reverse":true,"cursor":"{{cursor}}"}]""")).RootElement;

        Keys(first).Should().Equal("b3", "b2");
        Keys(second).Should().Equal("b1");
        second.TryGetProperty("cursor", out _).Should().BeFalse("that was the last page");
        Keys(JsonDocument.Parse(await CallAsync("query", """["t",{"from":"b1","to":"b3"}]""")).RootElement).Should().Equal("b1", "b2");

        static IEnumerable<string?> Keys(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("key").GetString());
    }

    [Fact]
    public async Task A_table_that_is_too_large_to_be_read_at_once_is_read_with_query()
    {
        var value = new string('x', 1_000_000);
        for (var n = 0; n < 5; n++)
        {
            await CallAsync("write", $"""["t","{n}","{value}"]""");
        }

        (await CallAsync("get", """["t"]""")).Should().StartWith("limit_exceeded").And.Contain("query");
        (await CallAsync("query", """["t"]""")).Should().Contain("\"cursor\"");
    }

    [Fact]
    public async Task An_update_names_the_version_it_read()
    {
        (await CallAsync("update", """["t","k",1,{"ifVersion":7}]""")).Should().StartWith("not_found");
        (await CallAsync("update", """["t","k",1,{"ifVersion":0}]""")).Should().Be("""{"version":1}""");
        (await CallAsync("update", """["t","k",2,{"ifVersion":1}]""")).Should().Be("""{"version":2}""");
        (await CallAsync("update", """["t","k",3,{"ifVersion":1}]""")).Should().StartWith("unavailable").And.Contain("Read it again");
        (await CallAsync("get", """["t","k"]""")).Should().Be("2");
    }

    [Fact]
    public async Task A_batch_is_done_in_its_order()
    {
        (await CallAsync("batch", """[[{"write":{"table":"t","key":"a","value":1}},{"delete":{"table":"t","key":"a"}},{"write":{"table":"u","key":"b","value":null,"ttlSeconds":5}}]]"""))
            .Should().Be("true");

        (await CallAsync("get", """["t"]""")).Should().Be("[]");
        (await CallAsync("get", """["u"]""")).Should().Be("""[["b",null]]""");
    }

    [Fact]
    public void A_batch_names_every_table_that_it_touches() =>
        _binding.Methods["batch"].NameTargets!(Arguments("""[[{"write":{"table":"t","key":"a","value":1}},{"delete":{"table":"u","key":"a"}},{"delete":{"table":"t","key":"b"}}]]"""))
            .Should().Equal("t", "u");

    [Theory]
    [InlineData("get", """["a/b"]""")]
    [InlineData("get", """["t",7]""")]
    [InlineData("get", """["t",""]""")]
    [InlineData("write", """["t","k"]""")]
    [InlineData("write", """["..","k",1]""")]
    [InlineData("write", """["t","\ud83d",1]""")]
    [InlineData("write", """["t","k",1,0]""")]
    [InlineData("write", """["t","k",1,1.5]""")]
    [InlineData("write", """["t","k",{"$bytes":"AA=="}]""")]
    [InlineData("delete", """["t"]""")]
    [InlineData("query", """["t",{"limit":1001}]""")]
    [InlineData("query", """["t",{"limit":0}]""")]
    [InlineData("query", """["t",{"reverse":1}]""")]
    [InlineData("query", """["t",{"cursor":"*"}]""")]
    [InlineData("query", """["t",{"preffix":"a"}]""")]
    [InlineData("query", """["t",{"\ud83d":"a"}]""")]
    [InlineData("query", """["t","a"]""")]
    [InlineData("update", """["t","k",1]""")]
    [InlineData("update", """["t","k",1,{}]""")]
    [InlineData("update", """["t","k",1,{"ifVersion":-1}]""")]
    [InlineData("batch", "[]")]
    [InlineData("batch", "[[]]")]
    [InlineData("batch", "[[{}]]")]
    [InlineData("batch", """[[{"write":{"table":"t","key":"k"}}]]""")]
    [InlineData("batch", """[[{"write":{"table":".t","key":"k","value":1}}]]""")]
    [InlineData("batch", """[[{"delete":{"table":"t","key":"k","value":1}}]]""")]
    [InlineData("batch", """[[{"delete":{"table":"t","key":"k"},"write":{"table":"t","key":"k","value":1}}]]""")]
    public async Task A_wrong_argument_is_refused_and_nothing_happens(string method, string arguments)
    {
        (await CallAsync(method, arguments)).Should().StartWith("invalid_argument");

        (await CallAsync("listTables", "[]")).Should().Be("[]");
    }

    [Fact]
    public async Task A_value_has_at_most_a_mebibyte_as_it_is_stored()
    {
        var fits = new string('å', (TableRules.MostValueBytes - 2) / 2).Replace("å", "\\u00e5", StringComparison.Ordinal);

        (await CallAsync("write", $"""["t","k","{fits}"]""")).Should().Be("true");
        (await CallAsync("write", $"""["t","k","{fits}x"]""")).Should().StartWith("limit_exceeded");
    }

    [Fact]
    public async Task A_batch_has_at_most_1000_changes()
    {
        static string Batch(int count) => $"[[{string.Join(',', Enumerable.Repeat("""{"delete":{"table":"t","key":"k"}}""", count))}]]";

        (await CallAsync("batch", Batch(1000))).Should().Be("true");
        (await CallAsync("batch", Batch(1001))).Should().StartWith("invalid_argument");
    }

    public void Dispose() => _database.Dispose();

    private static BindingArguments Arguments(string json) => new([.. JsonDocument.Parse(json).RootElement.EnumerateArray()]);

    private async Task<string> CallAsync(string method, string arguments)
    {
        var call = new BoundCall(new BoundInvocation("function", "test", InvocationId.New(), CallChain.Outside, _time.GetUtcNow()), Arguments(arguments));
        return await _binding.Methods[method].Handle(call, CancellationToken.None) switch
        {
            BindingResult.Value value => Encoding.UTF8.GetString(value.Json.Span),
            BindingResult.Failed failed => $"{failed.Code}: {failed.Message}",
            BindingResult.Nothing => "undefined",
            var other => other.ToString(),
        };
    }
}
