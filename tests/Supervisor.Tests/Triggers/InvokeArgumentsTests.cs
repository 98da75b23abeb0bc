using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>What a function may ask of another.</summary>
public sealed class InvokeArgumentsTests
{
    [Fact]
    public void A_call_without_options_is_a_get_of_the_root()
    {
        foreach (var json in new[] { """["f"]""", """["f",null]""", """["f",{}]""", """["f",{"method":null,"path":null,"query":null,"headers":null,"body":null}]""" })
        {
            var (call, fault) = Read(json);

            fault.Should().BeNull();
            (call.Method, call.Subpath, call.Query, call.Body.Type).Should().Be(("GET", "/", "", InvokeBodyType.None));
            call.Headers.Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData("""{"text":"h\u00e5"}""", InvokeBodyType.Text, "hå", "text/plain; charset=utf-8")]
    [InlineData("""{"bytes":"AQI="}""", InvokeBodyType.Bytes, "\u0001\u0002", "application/octet-stream")]
    [InlineData("""{"json":{"a":1}}""", InvokeBodyType.Json, """{"a":1}""", "application/json")]
    [InlineData("""{"json":null}""", InvokeBodyType.Json, "null", "application/json")]
    public void A_body_has_the_type_of_what_it_is_and_makes_the_call_a_post(string body, InvokeBodyType type, string bytes, string contentType)
    {
        var (call, fault) = Read($$"""["f",{"body":{{body}}}]""");

        fault.Should().BeNull();
        call.Method.Should().Be("POST");
        call.Body.Type.Should().Be(type);
        Encoding.UTF8.GetString(call.Body.Bytes.Span).Should().Be(bytes);
        call.Headers.Should().BeEquivalentTo([KeyValuePair.Create("content-type", contentType)]);
    }

    [Theory]
    [InlineData("application/json", """{"text":"[1]"}""", InvokeBodyType.Json)]
    [InlineData("application/x-www-form-urlencoded", """{"text":"a=1"}""", InvokeBodyType.Form)]
    [InlineData("text/csv", """{"bytes":"YSxi"}""", InvokeBodyType.Text)]
    [InlineData("image/png", """{"text":"x"}""", InvokeBodyType.Bytes)]
    public void A_content_type_says_how_the_called_function_reads_the_body(string contentType, string body, InvokeBodyType type)
    {
        var (call, fault) = Read($$"""["f",{"headers":{"Content-Type":"{{contentType}}"},"body":{{body}}}]""");

        fault.Should().BeNull();
        call.Body.Type.Should().Be(type);
        call.Headers.Should().BeEquivalentTo([KeyValuePair.Create("content-type", contentType)]);
    }

    [Fact]
    public void Headers_are_those_that_a_function_may_see_of_a_request()
    {
        var (call, fault) = Read("""
            ["f",{"headers":[["Accept","a"],["ACCEPT","b"],["Cookie","x=1"],["cookie","y=2"],["Connection","close"],["Content-Length","5"],
            ["X-MolnOS-Chain","0"],["x-molnos-invocation-id","1"],["x-number",7],["authorization","Bearer theirs"]]}]
            """);

        fault.Should().BeNull();
        call.Headers.Should().Equal(new Dictionary<string, string>
        {
            ["accept"] = "a, b",
            ["cookie"] = "x=1; y=2",
            ["x-number"] = "7",
            ["authorization"] = "Bearer theirs",
        });
    }

    [Theory]
    [InlineData("\"?a=1&b=å\"", "a=1&b=%C3%A5")]
    [InlineData("[[\"a\",1],[\"a\",false]]", "a=1&a=false")]
    [InlineData("{\"a b\":\"c&d\",\"e\":[]}", "a%20b=c%26d")]
    [InlineData("{}", "")]
    public void A_query_is_pairs_or_a_text(string query, string expected) => Read($$"""["f",{"query":{{query}}}]""").Call.Query.Should().Be(expected);

    [Theory]
    [InlineData("/a/../b/./c", "/b/c")]
    [InlineData("/%2e%2e/", null)]
    [InlineData("/../x", null)]
    [InlineData("/a%2Fb//c/", "/a%2Fb//c/")]
    [InlineData("/\\u0000 \\\"<>", "/%00%20%22%3C%3E")]
    [InlineData("a", null)]
    [InlineData("/a?b=1", null)]
    [InlineData("/a#b", null)]
    [InlineData("/\\ud800", null)]
    public void A_path_has_the_normal_form_of_a_request_and_stays_below_the_function(string path, string? expected)
    {
        var (call, fault) = Read($$"""["f",{"path":"{{path}}"}]""");

        (fault is null ? call.Subpath : null).Should().Be(expected);
    }

    [Theory]
    [InlineData("7", "options")]
    [InlineData("""{"url":"/"}""", "method, path, query, headers, body")]
    [InlineData("""{"method":"GE T"}""", "options.method")]
    [InlineData("""{"method":7}""", "options.method")]
    [InlineData("""{"path":7}""", "options.path")]
    [InlineData("""{"query":7}""", "options.query")]
    [InlineData("""{"query":{"a":{}}}""", "options.query")]
    [InlineData("""{"query":[["a"]]}""", "options.query")]
    [InlineData("""{"query":{"a":"\ud800"}}""", "options.query")]
    [InlineData("""{"headers":{"a b":"c"}}""", "options.headers")]
    [InlineData("""{"headers":{"a":"b\r\nc: d"}}""", "options.headers")]
    [InlineData("""{"headers":{"":"b"}}""", "options.headers")]
    [InlineData("""{"headers":{"a":null}}""", "options.headers")]
    [InlineData("""{"headers":{"a":"\u0100"}}""", "options.headers")]
    [InlineData("""{"body":"text"}""", "options.body")]
    [InlineData("""{"body":{}}""", "options.body")]
    [InlineData("""{"body":{"text":"\udc00"}}""", "options.body")]
    [InlineData("""{"body":{"bytes":"*"}}""", "options.body")]
    [InlineData("""{"headers":{"content-type":"application/json"},"body":{"text":"{"}}""", "not valid JSON")]
    public void What_is_wrong_is_named(string options, string named)
    {
        var (_, fault) = Read($"""["f",{options}]""");

        fault!.Code.Should().Be("invalid_argument");
        fault.Message.Should().Contain(named);
    }

    [Fact]
    public void More_than_a_request_may_have_is_more_than_a_call_may_have()
    {
        Read($$$"""["f",{"body":{"text":"{{{new string('x', 101)}}}"}}]""").Fault!.Code.Should().Be("limit_exceeded");
        Read($$"""["f",{"query":"{{new string('x', 20_000)}}"}]""").Fault!.Code.Should().Be("limit_exceeded");
        Read($$$"""["f",{"headers":{"x":"{{{new string('x', 40_000)}}}"}}]""").Fault!.Code.Should().Be("limit_exceeded");
        Read($$"""["f",{"headers":[{{string.Join(',', Enumerable.Repeat("""["x","y"]""", 101))}}]}]""").Fault!.Message.Should().Contain("at most 100");
        Read($$"""["f",{"path":"/{{new string('å', 10_000)}}"}]""").Fault!.Code.Should().Be("invalid_argument");
    }

    private static (InvokeArguments Call, BindingResult.Failed? Fault) Read(string json)
    {
        var arguments = new BindingArguments([.. JsonDocument.Parse(json).RootElement.EnumerateArray()]);
        var call = InvokeArguments.Read(arguments, maxBodyBytes: 100);
        return (call, arguments.Fault);
    }
}
