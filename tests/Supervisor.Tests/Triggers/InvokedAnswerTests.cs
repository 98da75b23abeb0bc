using System.Text;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>What a function gets of another's answer.</summary>
public sealed class InvokedAnswerTests
{
    private readonly InvocationId _id = InvocationId.New();

    [Theory]
    [InlineData(AnswerBodyType.Json, null, """{"a": [1]}""", """{"a": [1]}""")]
    [InlineData(AnswerBodyType.Text, null, "[1]", "\"[1]\"")]
    [InlineData(AnswerBodyType.Text, "application/problem+json", "[1]", "[1]")]
    [InlineData(AnswerBodyType.Text, "application/json", "[1", "\"[1\"")]
    [InlineData(AnswerBodyType.Text, "text/html", "<å>\"\n", "\"<å>\\\"\\n\"")]
    [InlineData(AnswerBodyType.Json, "text/plain", "[1]", "\"[1]\"")]
    [InlineData(AnswerBodyType.Bytes, "text/plain", "hi", "\"hi\"")]
    public async Task A_body_is_read_by_its_content_type_as_a_client_reads_it(AnswerBodyType type, string? contentType, string body, string expected)
    {
        var result = await CollectAsync(type, body, stream: null, contentType is null ? [] : [("Content-Type", contentType)]);

        Json(result).Should().EndWith($"\"body\":{expected}}}");
    }

    [Theory]
    [InlineData(AnswerBodyType.Bytes, null)]
    [InlineData(AnswerBodyType.Text, "image/png")]
    [InlineData(AnswerBodyType.Text, "text/plain; charset=utf-16")]
    public async Task Anything_else_is_bytes(AnswerBodyType type, string? contentType)
    {
        var result = await CollectAsync(type, "hå", stream: null, contentType is null ? [] : [("content-type", contentType)]);

        result.Should().BeOfType<BindingResult.WithBytes>().Which.Body.ToArray().Should().Equal("hå"u8.ToArray());
    }

    [Fact]
    public async Task Headers_have_lower_case_names_and_one_of_several_lines_is_an_array()
    {
        var result = await CollectAsync(AnswerBodyType.Text, "x", stream: null, ("Set-Cookie", "a=1"), ("X-One", "1"), ("set-cookie", "b=2"));

        Json(result).Should().Be(
            $$"""{"statusCode":201,"headers":{"set-cookie":["a=1","b=2"],"x-one":"1","x-molnos-invocation-id":"{{_id}}","content-type":"text/plain; charset=utf-8"},"body":"x"}""");
    }

    [Fact]
    public async Task An_answer_without_a_body_has_none() =>
        Json(await CollectAsync(AnswerBodyType.None, "", stream: null)).Should().Be($$$"""{"statusCode":201,"headers":{"x-molnos-invocation-id":"{{{_id}}}"}}""");

    [Fact]
    public async Task A_streamed_answer_is_collected()
    {
        var stream = new Chunks("data: h", "å\n", "\n");

        var result = await CollectAsync(AnswerBodyType.Stream, "", stream, ("content-type", "text/event-stream"));

        Json(result).Should().EndWith("\"body\":\"data: hå\\n\\n\"}");
        stream.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task A_stream_without_an_end_is_given_up_at_its_limit()
    {
        var stream = new Chunks(Enumerable.Repeat(new string('x', 64 * 1024), 1_000_000));

        var result = await CollectAsync(AnswerBodyType.Stream, "", stream);

        result.Should().BeOfType<BindingResult.Failed>().Which.Code.Should().Be("limit_exceeded");
        stream.IsDisposed.Should().BeTrue();
        stream.Read.Should().BeLessThanOrEqualTo((AnswerCollector.MostStreamBytes / (64 * 1024)) + 1);
    }

    [Fact]
    public async Task Too_many_large_streams_at_once_are_refused_and_their_room_comes_free()
    {
        var collector = new AnswerCollector();
        var large = AnswerCollector.MostBytesAtOnce / AnswerCollector.MostStreamBytes;
        var held = Enumerable.Range(0, (int)large).Select(_ => new Chunks([new string('x', AnswerCollector.MostStreamBytes)]) { Held = new() }).ToList();
        var holding = held.Select(stream => CollectAsync(AnswerBodyType.Stream, "", stream, collector)).ToList();

        var refused = await CollectAsync(AnswerBodyType.Stream, "", new Chunks("one more"), collector);
        held.ForEach(stream => stream.Held!.SetResult());
        var whole = await Task.WhenAll(holding);
        var next = await CollectAsync(AnswerBodyType.Stream, "", new Chunks("one more"), collector);

        refused.Should().BeOfType<BindingResult.Failed>().Which.Code.Should().Be("unavailable");
        whole.Should().AllBeOfType<BindingResult.WithBytes>();
        next.Should().BeOfType<BindingResult.WithBytes>();
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_no_answer()
    {
        var result = await CollectAsync(AnswerBodyType.Stream, "", new Chunks("half") { Fails = true });

        result.Should().BeOfType<BindingResult.Failed>().Which.Code.Should().Be("unavailable");
    }

    private static string Json(BindingResult result) => Encoding.UTF8.GetString(result.Should().BeOfType<BindingResult.Value>().Subject.Json.Span);

    private Task<BindingResult> CollectAsync(AnswerBodyType type, string body, AnswerStream? stream, params (string Name, string Value)[] headers) =>
        CollectAsync(type, body, stream, new AnswerCollector(), headers);

    private async Task<BindingResult> CollectAsync(
        AnswerBodyType type, string body, AnswerStream? stream, AnswerCollector collector, params (string Name, string Value)[] headers) =>
        await collector.CollectAsync(await TriggerHost.Of(201, type, Encoding.UTF8.GetBytes(body), stream, headers), _id, CancellationToken.None);

    private sealed class Chunks(IEnumerable<string> chunks) : AnswerStream
    {
        private readonly IEnumerator<string> _chunks = chunks.GetEnumerator();

        public Chunks(params string[] chunks)
            : this((IEnumerable<string>)chunks)
        {
        }

        public bool Fails { get; init; }

        public TaskCompletionSource? Held { get; init; }

        public bool IsDisposed { get; private set; }

        public int Read { get; private set; }

        public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
        {
            if (_chunks.MoveNext())
            {
                Read++;
                return Encoding.UTF8.GetBytes(_chunks.Current);
            }

            await (Held?.Task ?? Task.CompletedTask);
            return Fails ? throw new IOException("broken") : default(ReadOnlyMemory<byte>?);
        }

        public override ValueTask DisposeAsync()
        {
            IsDisposed = true;
            _chunks.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
