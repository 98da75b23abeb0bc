using System.Text;
using MolnOS.Sandbox.Protocol.JsonRpc;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Worker;

/// <summary>What a call costs in garbage, since every call pays it.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;

    [Fact]
    public void Writing_a_request_allocates_nothing()
    {
        var frame = new FrameBuffer(1024 * 1024);
        var request = Calls.With(InvokeBodyType.Json, "{\"text\":\"" + new string('x', 1000) + "\"}") with
        {
            Headers = [new("host", "localhost"), new("x-name", "Zoë")],
            Identity = new CallerIdentity("sa1", "Åsa", "user", ["user"]),
        };

        PerRound(() =>
        {
            InvokeRequestWriter.Write(frame, (request, 0));
            frame.Clear();
        }).Should().Be(0);
    }

    [Fact]
    public void Reading_an_answer_allocates_its_body_and_little_more()
    {
        var headers = new AnswerHeaders();
        var line = Encoding.UTF8.GetBytes(Lines.Result(
            Calls.Id.ToString(),
            """{"status":200,"headers":{"content-type":"application/json","x-a":"b"},"bodyType":"json","body":{"text":"hello"}}"""));

        PerRound(() =>
        {
            var violation = RpcMessage.Read(line, 256, out var message) ?? InvokeAnswerReader.Read(message.Result, headers, out _);
            if (violation is not null)
            {
                throw new InvalidOperationException(violation);
            }
        }).Should().BeLessThan(160);
    }

    private static long PerRound(Action round)
    {
        round();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var number = 0; number < Rounds; number++)
        {
            round();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
