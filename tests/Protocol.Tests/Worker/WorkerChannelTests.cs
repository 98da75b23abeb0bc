using System.Text;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

public sealed class WorkerChannelTests
{
    [Fact]
    public async Task A_call_travels_to_the_worker_and_its_answer_back()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var call = rig.Invoke(Calls.With(InvokeBodyType.Json, "{\"a\":1}"));

        var sent = await rig.Wire.ReadLineAsync();
        await rig.AnswerAsync("""{"status":201,"headers":{"X-A":["1","2"],"content-length":"9"},"bodyType":"json","body":{"b":"é"}}""");
        var reply = await call.ReplyAsync();

        sent.Should().Be(
            "{\"jsonrpc\":\"2.0\",\"id\":\"" + Calls.Id + "\","
            + """
              "method":"invoke","params":{"kind":"http","method":"GET","origin":"http://localhost:3000","path":"/functions/run/abcdefgh","subpath":"/","query":"","headers":{},"ip":"127.0.0.1","identity":null,"deadline":1700000000000,"bodyType":"json","bodyBytes":7,"body":{"a":1}}}
              """);
        var answer = reply.Should().BeOfType<InvokeReply.Answered>().Subject.Answer;
        answer.Status.Should().Be(201);
        answer.Headers.Should().Equal(new KeyValuePair<string, string>("X-A", "1"), new KeyValuePair<string, string>("X-A", "2"));
        Encoding.UTF8.GetString(answer.Body.Span).Should().Be("{\"b\":\"é\"}");
    }

    [Fact]
    public async Task A_load_gives_the_shape_of_the_code()
    {
        await using var rig = await ChannelRig.ReadyAsync();
        var load = rig.Channel.LoadAsync(Loads.Small, CancellationToken.None).AsTask();

        var sent = await rig.Wire.ReadLineAsync();
        await rig.Wire.SendAsync(Lines.Result(Lines.IdOf(sent!), """{"shape":"module","cacheRejected":false}"""));

        (await load).Should().Be(new LoadReply.Loaded("module", false));
    }
}
