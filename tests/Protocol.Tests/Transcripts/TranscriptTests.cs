using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Transcripts;

public sealed class TranscriptTests
{
    public static TheoryData<string> Names { get; } = new(Transcript.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_supervisors_half_says_and_understands_every_line_of_a_transcript(string name)
    {
        var transcript = Transcript.Read(name);
        await using var rig = new ChannelRig();
        var supervisor = new SupervisorSide(rig);
        Dictionary<string, string> actualIds = new(StringComparer.Ordinal);

        foreach (var line in transcript.Lines)
        {
            if (line.IsFromSupervisor)
            {
                await SaysAsync(rig, supervisor, line, actualIds);
            }
            else
            {
                await UnderstandsAsync(rig, supervisor, line, actualIds);
            }
        }

        rig.Channel.Closed.IsCompleted.Should().BeFalse("no line broke a rule");
    }

    private static async Task SaysAsync(ChannelRig rig, SupervisorSide supervisor, TranscriptLine line, Dictionary<string, string> actualIds)
    {
        supervisor.Say(line);
        var written = (await rig.Wire.ReadLineAsync())!;
        if (line.Id is { } id)
        {
            // Ids of requests other than invokes are new each time.
            actualIds[id] = Lines.IdOf(written);
            written = written.Replace(actualIds[id], id, StringComparison.Ordinal);
        }

        written.Should().Be(line.Text);
    }

    private static async Task UnderstandsAsync(ChannelRig rig, SupervisorSide supervisor, TranscriptLine line, Dictionary<string, string> actualIds)
    {
        var text = line.Text;
        if (line.Id is not { } id)
        {
            await rig.Wire.SendAsync(text);
            (await rig.Notes.NextAsync()).Should().StartWith(NoteStart(line));
            return;
        }

        await rig.Wire.SendAsync(text.Replace(id, actualIds[id], StringComparison.Ordinal));
        if (supervisor.Invokes.TryGetValue(id, out var invoke))
        {
            Check(await invoke.ReplyAsync(), line.Json);
        }
        else
        {
            Check(await supervisor.Requests[id].WaitAsync(TimeSpan.FromSeconds(10)), line.Json);
        }
    }

    private static string NoteStart(TranscriptLine line) => line.Method switch
    {
        "ready" => $"ready {line.Params.GetProperty("node").GetString()}",
        "chunk" when line.Params.TryGetProperty("end", out _) => $"end {Id(line.Params)}",
        "log" => $"log {(line.Params.TryGetProperty("id", out _) ? Id(line.Params) : "")} {line.Params.GetProperty("level").GetString()}",
        "bindings.call" => $"call {Id(line.Params)} {line.Params.GetProperty("service").GetString()}.{line.Params.GetProperty("method").GetString()}",
        var method => $"{method} {Id(line.Params)}",
    };

    private static string? Id(JsonElement parameters) => parameters.GetProperty("id").GetString();

    private static void Check(InvokeReply reply, JsonElement line)
    {
        switch (reply)
        {
            case InvokeReply.Answered { Answer: var answer }:
                var result = line.GetProperty("result");
                answer.Status.Should().Be(result.GetProperty("status").GetInt32());
                answer.BodyType.ToString().ToLowerInvariant().Should().Be(result.GetProperty("bodyType").GetString());
                answer.IsOpen.Should().Be(result.TryGetProperty("open", out var open) && open.GetBoolean());
                answer.Headers.Should().Equal(LinesOf(result.GetProperty("headers")));
                answer.Body.ToArray().Should().Equal(BodyOf(result));
                break;
            case InvokeReply.Threw threw:
                var data = line.GetProperty("error").GetProperty("data");
                threw.Name.Should().Be(data.GetProperty("name").GetString());
                threw.Message.Should().Be(data.GetProperty("message").GetString());
                threw.Stack.Should().Be(data.TryGetProperty("stack", out var stack) ? stack.GetString() : null);
                break;
            case InvokeReply.Unusable unusable:
                unusable.Reason.Should().Be(line.GetProperty("error").GetProperty("data").GetProperty("reason").GetString());
                break;
            case InvokeReply.NotBegun:
                line.GetProperty("error").GetProperty("code").GetInt32().Should().Be(-32003);
                break;
        }
    }

    private static void Check(object? outcome, JsonElement line)
    {
        switch (outcome)
        {
            case LoadReply.Loaded loaded:
                loaded.Shape.Should().Be(line.GetProperty("result").GetProperty("shape").GetString());
                break;
            case LoadReply.Failed { Failure: var failure }:
                var data = line.GetProperty("error").GetProperty("data");
                failure.Name.Should().Be(data.GetProperty("name").GetString());
                failure.Message.Should().Be(data.GetProperty("message").GetString());
                failure.Line.Should().Be(data.TryGetProperty("line", out var number) ? number.GetInt32() : null);
                break;
            case true:
                line.GetProperty("result").ValueKind.Should().Be(JsonValueKind.Null);
                break;
            case ReadOnlyMemory<byte> cache:
                cache.ToArray().Should().Equal(line.GetProperty("result").GetProperty("body").GetBytesFromBase64());
                break;
            case null:
                line.GetProperty("result").EnumerateObject().Should().BeEmpty();
                break;
            default:
                throw new InvalidOperationException($"{outcome} is not what {line} says.");
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> LinesOf(JsonElement headers) => headers.EnumerateObject().SelectMany(header =>
        header.Value.ValueKind == JsonValueKind.Array
            ? header.Value.EnumerateArray().Select(value => KeyValuePair.Create(header.Name, value.GetString()!))
            : [KeyValuePair.Create(header.Name, header.Value.GetString()!)]);

    private static byte[] BodyOf(JsonElement result) => result.GetProperty("bodyType").GetString() switch
    {
        "json" => Encoding.UTF8.GetBytes(result.GetProperty("body").GetRawText()),
        "text" => Encoding.UTF8.GetBytes(result.GetProperty("body").GetString()!),
        "bytes" => result.GetProperty("body").GetBytesFromBase64(),
        _ => [],
    };
}
