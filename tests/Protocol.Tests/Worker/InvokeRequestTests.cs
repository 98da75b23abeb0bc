using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class InvokeRequestTests
{
    [Fact]
    public async Task A_call_over_HTTP_is_written_in_the_order_of_the_wire_and_ASCII_before_its_body()
    {
        var request = Calls.With(InvokeBodyType.Text, "å\n\"") with
        {
            Method = "POST",
            Path = "/functions/run/abcdefgh/a%20b",
            Subpath = "/a%20b",
            Query = "a=1&b=é",
            Headers = [new("host", "localhost"), new("x-name", "Zoë \"😀\"")],
            Ip = null,
            Identity = new CallerIdentity("sa1", "Åsa", "service-account", ["user", "administrator"]),
        };

        var line = await WriteAsync(request);

        line.Should().Be(
            Head + """
            {"kind":"http","method":"POST","origin":"http://localhost:3000","path":"/functions/run/abcdefgh/a%20b","subpath":"/a%20b","query":"a=1&b=\u00e9","headers":{"host":"localhost","x-name":"Zo\u00eb \"\ud83d\ude00\""},"ip":null,"identity":{"id":"sa1","name":"\u00c5sa","type":"service-account","roles":["user","administrator"]},"deadline":1700000000000,"mark":7,"bodyType":"text","bodyBytes":4,"body":"å\n\""}}
            """);
        Ascii.IsValid(line.AsSpan(0, line.IndexOf("\"body\":", StringComparison.Ordinal))).Should().BeTrue();
    }

    [Fact]
    public async Task A_call_for_an_event_is_written_in_the_order_of_the_wire()
    {
        var request = new InvokeRequest.Event
        {
            EventName = "user.created",
            EventId = "e1",
            Chain = CallChain.Outside.Through("aaaaaaaa").Through("bbbbbbbb"),
            Timestamp = new DateTimeOffset(2026, 1, 2, 5, 4, 5, 67, TimeSpan.FromHours(2)),
            Source = "fn-abc",
            Attempt = 2,
            Deadline = DateTimeOffset.FromUnixTimeMilliseconds(5),
            Body = new InvokeBody(InvokeBodyType.Json, "{\"a\":1}"u8.ToArray()),
        };

        (await WriteAsync(request)).Should().Be(
            Head + """
            {"kind":"event","eventName":"user.created","eventId":"e1","chainDepth":2,"timestamp":"2026-01-02T03:04:05.067Z","source":"fn-abc","attempt":2,"identity":null,"deadline":5,"mark":7,"bodyType":"json","bodyBytes":7,"body":{"a":1}}}
            """);
    }

    [Theory]
    [InlineData(InvokeBodyType.None, "", "\"none\",\"bodyBytes\":0}}")]
    [InlineData(InvokeBodyType.Json, "{ \"é\" : 1.0 }", "\"json\",\"bodyBytes\":14,\"body\":{ \"é\" : 1.0 }}}")]
    [InlineData(InvokeBodyType.Json, "[1,\n2]", "\"json64\",\"bodyBytes\":6,\"body\":\"WzEsCjJd\"}}")]
    [InlineData(InvokeBodyType.Json, "[1,\r2]", "\"json64\",\"bodyBytes\":6,\"body\":\"WzEsDTJd\"}}")]
    [InlineData(InvokeBodyType.Text, "", "\"text\",\"bodyBytes\":0,\"body\":\"\"}}")]
    [InlineData(InvokeBodyType.Form, "a=1&b=%20", "\"form\",\"bodyBytes\":9,\"body\":\"a=1&b=%20\"}}")]
    [InlineData(InvokeBodyType.Bytes, "hi", "\"bytes\",\"bodyBytes\":2,\"body\":\"aGk=\"}}")]
    public async Task Each_kind_of_body_is_written_as_the_table_says(InvokeBodyType type, string body, string end)
    {
        (await WriteAsync(Calls.With(type, body))).Should().EndWith("\"bodyType\":" + end);
    }

    [Fact]
    public async Task A_JSON_body_is_the_very_bytes_the_caller_sent_at_the_end_of_the_line()
    {
        var body = Encoding.UTF8.GetBytes("""{"z":1.10,"a":"\u00e5 å","big":12345678901234567890, "dup":1,"dup":2}""");

        var line = Encoding.UTF8.GetBytes(await WriteAsync(Calls.With(new InvokeBody(InvokeBodyType.Json, body))));

        line.AsSpan(line.Length - 2 - body.Length, body.Length).ToArray().Should().Equal(body);
    }

    [Fact]
    public async Task Whatever_a_caller_sends_is_one_line_of_valid_JSON()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var text = JsonRpc.Texts.Random(random, 20);
            var request = Calls.With(InvokeBodyType.Text, text) with
            {
                Method = text,
                Origin = text,
                Path = text,
                Subpath = text,
                Query = text,
                Ip = text,
                Headers = [new(text, text)],
                Identity = new CallerIdentity(text, text, text, [text]),
            };

            using var document = JsonDocument.Parse(await WriteAsync(request));

            var parameters = document.RootElement.GetProperty("params");
            parameters.GetProperty("query").GetString().Should().Be(text);
            parameters.GetProperty("headers").GetProperty(text).GetString().Should().Be(text);
            parameters.GetProperty("identity").GetProperty("roles")[0].GetString().Should().Be(text);
            parameters.GetProperty("body").GetString().Should().Be(text);
            parameters.GetProperty("bodyBytes").GetInt32().Should().Be(Encoding.UTF8.GetByteCount(text));
        }
    }

    private static string Head => "{\"jsonrpc\":\"2.0\",\"id\":\"" + Calls.Id + "\",\"method\":\"invoke\",\"params\":";

    private static async Task<string> WriteAsync(InvokeRequest request)
    {
        await using var rig = new ChannelRig();
        rig.Invoke(request, mark: 7);
        return (await rig.Wire.ReadLineAsync())!;
    }
}
