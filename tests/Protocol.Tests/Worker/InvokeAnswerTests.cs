using System.Text;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class InvokeAnswerTests
{
    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "null", "is not an object" },
        { "[]", "is not an object" },
        { "{}", "whose status is" },
        { """{"status":199,"headers":{},"bodyType":"none"}""", "whose status is 199" },
        { """{"status":600,"headers":{},"bodyType":"none"}""", "whose status is 600" },
        { """{"status":200.0,"headers":{},"bodyType":"none"}""", "whose status is 200.0" },
        { """{"status":2e2,"headers":{},"bodyType":"none"}""", "whose status is 2e2" },
        { """{"status":"200","headers":{},"bodyType":"none"}""", "whose status is \"200\"" },
        { """{"status":200,"status":200,"headers":{},"bodyType":"none"}""", "\"status\" twice" },
        { """{"status":200,"headers":{},"bodyType":"none","trailers":{}}""", "unknown member" },
        { """{"status":200,"bodyType":"none"}""", "headers are not an object" },
        { """{"status":200,"headers":[],"bodyType":"none"}""", "headers are not an object" },
        { """{"status":200,"headers":{"":"a"},"bodyType":"none"}""", "header named \"\"" },
        { """{"status":200,"headers":{"a b":"a"},"bodyType":"none"}""", "header named \"a b\"" },
        { """{"status":200,"headers":{"a:":"a"},"bodyType":"none"}""", "header named" },
        { """{"status":200,"headers":{"a\r\nb":"a"},"bodyType":"none"}""", "header named" },
        { """{"status":200,"headers":{"å":"a"},"bodyType":"none"}""", "header named" },
        { """{"status":200,"headers":{"a":"x\r\ny: z"},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":"x\u0000"},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":"x\u007f"},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":"€"},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":1},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":null},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"a":["b",["c"]]},"bodyType":"none"}""", "header a has a value" },
        { """{"status":200,"headers":{"connection":"x\n"},"bodyType":"none"}""", "header connection has a value" },
        { """{"status":200,"headers":{}}""", "body type is" },
        { """{"status":200,"headers":{},"bodyType":"xml","body":"a"}""", "body type is \"xml\"" },
        { """{"status":200,"headers":{},"bodyType":"none","body":null}""", "not of its type" },
        { """{"status":200,"headers":{},"bodyType":"json"}""", "not of its type" },
        { """{"status":200,"headers":{},"bodyType":"text","body":1}""", "not of its type" },
        { """{"status":200,"headers":{},"bodyType":"text"}""", "not of its type" },
        { """{"status":200,"headers":{},"bodyType":"bytes","body":"a"}""", "not of its type" },
        { """{"status":200,"headers":{},"open":true,"bodyType":"stream","body":""}""", "not of its type" },
        { """{"status":200,"headers":{},"bodyType":"stream"}""", "a stream that is not open" },
        { """{"status":200,"headers":{},"open":1,"bodyType":"none"}""", "\"open\" is not a boolean" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task An_answer_outside_the_rules_ends_the_connection(string result, string reason)
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = rig.Invoke(Calls.Get);

        await rig.AnswerAsync(result);

        (await rig.ViolationAsync()).Should().Contain(reason);
        await call.ClosedAsync();
    }

    [Theory]
    [InlineData("none", "", AnswerBodyType.None, "")]
    [InlineData("json", "0", AnswerBodyType.Json, "0")]
    [InlineData("json", "\"a\\u00e5\"", AnswerBodyType.Json, "\"a\\u00e5\"")]
    [InlineData("json", "{\"a\" : [1, {}] }", AnswerBodyType.Json, "{\"a\" : [1, {}] }")]
    [InlineData("text", "\"\"", AnswerBodyType.Text, "")]
    [InlineData("text", "\"a\\n\\u00e5 😀\\\\\"", AnswerBodyType.Text, "a\nå 😀\\")]
    [InlineData("bytes", "\"aGk=\"", AnswerBodyType.Bytes, "hi")]
    public async Task Each_kind_of_body_is_decoded_to_its_bytes(string type, string body, AnswerBodyType expectedType, string expected)
    {
        var answer = await AnswerAsync(
            $$"""{"status":200,"headers":{},"bodyType":"{{type}}"{{(body.Length == 0 ? "" : ",\"body\":" + body)}}}""");

        answer.BodyType.Should().Be(expectedType);
        Encoding.UTF8.GetString(answer.Body.Span).Should().Be(expected);
        answer.IsOpen.Should().BeFalse();
    }

    [Fact]
    public async Task A_stream_is_open_and_so_may_be_any_answer()
    {
        var stream = await AnswerAsync("""{"status":200,"headers":{},"open":true,"bodyType":"stream"}""");
        var text = await AnswerAsync("""{"status":200,"headers":{},"open":true,"bodyType":"text","body":"a"}""");

        stream.BodyType.Should().Be(AnswerBodyType.Stream);
        stream.IsOpen.Should().BeTrue();
        text.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task Header_lines_keep_order_and_case_and_those_of_the_connection_are_dropped()
    {
        var answer = await AnswerAsync(
            """
            {"status":200,"headers":{"X-B":"1","Set-Cookie":["a=1","b=\u00e5\t"],"Content-Length":"3","transfer-encoding":"chunked","CONNECTION":"close","Keep-Alive":"1","upgrade":"h2c","te":"x","trailer":"x","proxy-connection":"x","x-a":"","x-empty":[]},"bodyType":"none"}
            """);

        answer.Headers.Select(header => $"{header.Key}={header.Value}").Should().Equal("X-B=1", "Set-Cookie=a=1", "Set-Cookie=b=å\t", "x-a=");
    }

    [Fact]
    public async Task Headers_like_those_before_are_shared_and_others_are_not()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        List<InvokeAnswer> answers = [];
        foreach (var headers in new[] { """{"a":"1"}""", """{"a":"1"}""", """{"a":"2"}""", """{"a":"1"}""" })
        {
            answers.Add(await AnswerAsync(rig, $$"""{"status":200,"headers":{{headers}},"bodyType":"none"}"""));
        }

        answers[1].Headers.Should().BeSameAs(answers[0].Headers);
        answers.Select(answer => answer.Headers[0].Value).Should().Equal("1", "1", "2", "1");
    }

    [Fact]
    public async Task A_bad_header_after_good_ones_is_still_refused()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        await AnswerAsync(rig, """{"status":200,"headers":{"a":"1"},"bodyType":"none"}""");
        rig.Invoke(Calls.Get);

        await rig.AnswerAsync("""{"status":200,"headers":{"a":"\n"},"bodyType":"none"}""");

        (await rig.ViolationAsync()).Should().Contain("header a");
    }

    private static async Task<InvokeAnswer> AnswerAsync(string result)
    {
        await using var rig = await ChannelRig.ReadyAsync();
        return await AnswerAsync(rig, result);
    }

    private static async Task<InvokeAnswer> AnswerAsync(ChannelRig rig, string result)
    {
        var call = rig.Invoke(Calls.Get);
        await rig.AnswerAsync(result);
        return (await call.ReplyAsync()).Should().BeOfType<InvokeReply.Answered>().Subject.Answer;
    }
}
