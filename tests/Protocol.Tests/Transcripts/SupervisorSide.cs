using System.Globalization;
using System.Text;
using System.Text.Json;
using MolnOS.Sandbox.Protocol.Tests.Wire;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Transcripts;

/// <summary>Says through a channel what a line of a transcript says, and keeps what became of it.</summary>
internal sealed class SupervisorSide(ChannelRig rig)
{
    /// <summary>Outcomes of invokes, by the id in the transcript.</summary>
    public Dictionary<string, AwaitedInvoke> Invokes { get; } = new(StringComparer.Ordinal);

    /// <summary>Outcomes of other requests, by the id in the transcript.</summary>
    public Dictionary<string, Task<object?>> Requests { get; } = new(StringComparer.Ordinal);

    public void Say(TranscriptLine line)
    {
        switch (line.Method)
        {
            case "invoke":
                Invokes[line.Id!] = rig.Invoke(RequestOf(line.Params), IdOf(line.Id), line.Params.GetProperty("mark").GetInt32());
                break;
            case "load":
                Keep(line, rig.Channel.LoadAsync(LoadOf(line.Params), CancellationToken.None));
                break;
            case "ping":
                Keep(line, rig.Channel.PingAsync(CancellationToken.None));
                break;
            case "drain":
                Keep(line, rig.Channel.DrainAsync(CancellationToken.None));
                break;
            case "codeCache":
                Keep(line, rig.Channel.ReadCodeCacheAsync(CancellationToken.None));
                break;
            case "$/cancelRequest":
                var reason = Enum.Parse<CancelReason>(Text(line.Params, "reason"), ignoreCase: true);
                rig.Channel.Cancel(IdOf(Text(line.Params, "id")), reason);
                break;
            case "chunk.ack":
                rig.Channel.AcknowledgeChunk(IdOf(Text(line.Params, "id")), line.Params.GetProperty("bytes").GetInt32());
                break;
            case null:
                Answer(line);
                break;
            default:
                throw new InvalidOperationException($"No supervisor says {line.Method}.");
        }
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static InvocationId IdOf(string? id)
    {
        InvocationId.TryParse(Encoding.UTF8.GetBytes(id!), out var parsed).Should().BeTrue();
        return parsed;
    }

    private static InvokeRequest RequestOf(JsonElement parameters)
    {
        var deadline = DateTimeOffset.FromUnixTimeMilliseconds(parameters.GetProperty("deadline").GetInt64());
        if (Text(parameters, "kind") is "schedule")
        {
            return new InvokeRequest.Schedule
            {
                EventId = Text(parameters, "eventId"),
                Timestamp = DateTimeOffset.Parse(Text(parameters, "timestamp"), CultureInfo.InvariantCulture),
                Attempt = parameters.GetProperty("attempt").GetInt32(),
                Deadline = deadline,
                Body = BodyOf(parameters),
            };
        }

        return Text(parameters, "kind") is "http"
            ? new InvokeRequest.Http
            {
                Method = Text(parameters, "method"),
                Origin = Text(parameters, "origin"),
                Path = Text(parameters, "path"),
                Subpath = Text(parameters, "subpath"),
                Query = Text(parameters, "query"),
                Headers = [.. parameters.GetProperty("headers").EnumerateObject().Select(header => KeyValuePair.Create(header.Name, header.Value.GetString()!))],
                Ip = parameters.GetProperty("ip").GetString(),
                Identity = IdentityOf(parameters.GetProperty("identity")),
                Trace = parameters.TryGetProperty("traceparent", out var trace) ? TraceContext.Read(trace.GetString(), traceState: null) : null,
                Deadline = deadline,
                Body = BodyOf(parameters),
            }
            : new InvokeRequest.Event
            {
                EventName = Text(parameters, "eventName"),
                EventId = Text(parameters, "eventId"),
                Chain = Enumerable.Repeat("function", parameters.GetProperty("chainDepth").GetInt32()).Aggregate(CallChain.Outside, static (chain, id) => chain.Through(id)),
                Timestamp = DateTimeOffset.Parse(Text(parameters, "timestamp"), CultureInfo.InvariantCulture),
                Source = Text(parameters, "source"),
                Attempt = parameters.GetProperty("attempt").GetInt32(),
                Deadline = deadline,
                Body = BodyOf(parameters),
            };
    }

    private static CallerIdentity? IdentityOf(JsonElement identity) => identity.ValueKind == JsonValueKind.Null
        ? null
        : new CallerIdentity(
            Text(identity, "id"),
            Text(identity, "name"),
            Text(identity, "type"),
            [.. identity.GetProperty("roles").EnumerateArray().Select(role => role.GetString()!)]);

    private static InvokeBody BodyOf(JsonElement parameters)
    {
        var type = Text(parameters, "bodyType");
        var body = type is "none" ? default : parameters.GetProperty("body");
        return type switch
        {
            "none" => InvokeBody.None,
            "json" => new InvokeBody(InvokeBodyType.Json, Encoding.UTF8.GetBytes(body.GetRawText())),
            "json64" => new InvokeBody(InvokeBodyType.Json, body.GetBytesFromBase64()),
            "text" => new InvokeBody(InvokeBodyType.Text, Encoding.UTF8.GetBytes(body.GetString()!)),
            "form" => new InvokeBody(InvokeBodyType.Form, Encoding.UTF8.GetBytes(body.GetString()!)),
            "bytes" => new InvokeBody(InvokeBodyType.Bytes, body.GetBytesFromBase64()),
            _ => throw new InvalidOperationException(type),
        };
    }

    private static LoadRequest LoadOf(JsonElement parameters)
    {
        var limits = parameters.GetProperty("limits");
        return new LoadRequest
        {
            FunctionId = Text(parameters, "functionId"),
            FunctionName = Text(parameters, "functionName"),
            Version = parameters.GetProperty("version").GetInt32(),
            Env = parameters.GetProperty("env").EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString()!, StringComparer.Ordinal),
            TimeoutMs = limits.GetProperty("timeoutMs").GetInt32(),
            MemoryMb = limits.GetProperty("memoryMb").GetInt32(),
            Concurrency = limits.GetProperty("concurrency").GetInt32(),
            MaxFrameBytes = parameters.GetProperty("maxFrameBytes").GetInt32(),
            LogBytesPerSecond = parameters.GetProperty("logBytesPerSecond").GetInt32(),
            Services = [.. parameters.GetProperty("services").EnumerateArray().Select(service => service.GetString()!)],
            CodeCache = parameters.TryGetProperty("codeCache", out var cache) ? cache.GetBytesFromBase64() : null,
            Source = Text(parameters, "body"),
        };
    }

    private void Keep<TOutcome>(TranscriptLine line, ValueTask<TOutcome> outcome)
    {
        async Task<object?> BoxAsync() => await outcome;
        Requests[line.Id!] = BoxAsync();
    }

    private void Answer(TranscriptLine line)
    {
        var call = rig.Notes.LastBindingCall!;
        if (line.Json.TryGetProperty("result", out var result))
        {
            call.Answer(Encoding.UTF8.GetBytes(result.GetRawText()));
            return;
        }

        var error = line.Json.GetProperty("error");
        call.Fail(Text(error.GetProperty("data"), "code"), Text(error, "message"));
    }
}
