using System.Collections.Concurrent;
using System.Text;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Traces;

/// <summary>A collector of OpenTelemetry's on 127.0.0.1, by protobuf over HTTP; it reads of a span what the tests ask for.</summary>
internal sealed class SpanCollector : IAsyncDisposable
{
    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentQueue<string> _metrics = new();
    private Upstream? _upstream;

    public string Address => _upstream!.Address;

    public IReadOnlyList<CollectedSpan> Spans => [.. _spans];

    /// <summary>What came of metrics, as text in which their names can be found.</summary>
    public string Metrics => string.Concat(_metrics);

    /// <summary>Headers of the last export.</summary>
    public IReadOnlyDictionary<string, string> LastHeaders => _upstream!.Requests.Last().Headers;

    public static async Task<SpanCollector> StartAsync()
    {
        var collector = new SpanCollector();
        collector._upstream = await Upstream.StartAsync(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            if (context.Request.Path == "/v1/traces")
            {
                collector.TakeSpans(body.ToArray());
            }
            else
            {
                collector._metrics.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            }

            context.Response.ContentType = "application/x-protobuf";
        });
        return collector;
    }

    /// <summary>The span of a name, once it has come.</summary>
    public Task<CollectedSpan> FindAsync(string name) =>
        Eventually.FindsAsync(() => Task.FromResult(_spans.FirstOrDefault(span => span.Name == name)), TimeSpan.FromSeconds(30), $"a span '{name}' comes");

    public ValueTask DisposeAsync() => _upstream!.DisposeAsync();

    /// <summary>ExportTraceServiceRequest: resource_spans (1), in it scope_spans (2), in it spans (2).</summary>
    private void TakeSpans(byte[] message)
    {
        foreach (var span in Below(Below(Below([message], 1), 2), 2))
        {
            _spans.Enqueue(CollectedSpan.Read(span));
        }
    }

    private static IEnumerable<byte[]> Below(IEnumerable<byte[]> messages, int field) =>
        messages.SelectMany(message => ProtobufFields.Read(message)).Where(one => one.Number == field).Select(one => one.Bytes);
}

/// <summary>What the tests ask of a span.</summary>
internal sealed record CollectedSpan(string TraceId, string SpanId, string ParentId, string Name, ulong Kind, ulong Status, IReadOnlyDictionary<string, string> Tags)
{
    public static CollectedSpan Read(byte[] message)
    {
        var fields = ProtobufFields.Read(message).ToLookup(field => field.Number);
        string Id(int number) => Convert.ToHexStringLower(fields[number].FirstOrDefault().Bytes ?? []);
        var status = fields[15].SelectMany(one => ProtobufFields.Read(one.Bytes)).FirstOrDefault(one => one.Number == 3).Value;
        return new CollectedSpan(
            Id(1), Id(2), Id(4), Encoding.UTF8.GetString(fields[5].First().Bytes), fields[6].FirstOrDefault().Value, status, fields[9].Select(one => Tag(one.Bytes)).ToDictionary(StringComparer.Ordinal));
    }

    /// <summary>KeyValue: key (1), value (2), in it string_value (1), bool_value (2) or int_value (3).</summary>
    private static KeyValuePair<string, string> Tag(byte[] message)
    {
        var fields = ProtobufFields.Read(message).ToDictionary(field => field.Number);
        var value = ProtobufFields.Read(fields[2].Bytes)[0];
        return new(Encoding.UTF8.GetString(fields[1].Bytes), value.Number == 1 ? Encoding.UTF8.GetString(value.Bytes) : $"{value.Value}");
    }
}
