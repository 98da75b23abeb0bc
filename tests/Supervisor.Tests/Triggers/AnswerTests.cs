using System.Net;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The way of an answer back to its caller.</summary>
public sealed class AnswerTests
{
    private const string Run = "/functions/run/func-one";

    [Theory]
    [InlineData(AnswerBodyType.Json, "application/json")]
    [InlineData(AnswerBodyType.Text, "text/plain; charset=utf-8")]
    [InlineData(AnswerBodyType.Bytes, "application/octet-stream")]
    public async Task A_body_has_a_type_and_a_length_in_bytes(AnswerBodyType type, string contentType)
    {
        var body = "\"❄ 😀\""u8.ToArray();

        using var answer = await AskAsync(HttpMethod.Get, 200, type, body);

        answer.Content.Headers.ContentType!.ToString().Should().Be(contentType);
        answer.Content.Headers.ContentLength.Should().Be(body.Length);
        (await answer.Content.ReadAsByteArrayAsync()).Should().Equal(body);
    }

    [Fact]
    public async Task The_functions_own_headers_win_and_each_line_stays_a_line()
    {
        using var answer = await AskAsync(
            HttpMethod.Get, 444, AnswerBodyType.Text, "<b>"u8.ToArray(), ("Content-Type", "text/html"), ("set-cookie", "a=1"), ("Set-Cookie", "b=2"));

        answer.StatusCode.Should().Be((HttpStatusCode)444);
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/html");
        answer.Headers.GetValues("Set-Cookie").Should().Equal("a=1", "b=2");
    }

    [Fact]
    public async Task What_belongs_to_the_connection_is_the_platforms()
    {
        using var answer = await AskAsync(
            HttpMethod.Get, 200, AnswerBodyType.Text, "hello"u8.ToArray(), ("Content-Length", "1"), ("Transfer-Encoding", "chunked"),
            ("Connection", "close"), ("X-Molnos-Invocation-Id", "forged"));

        (await answer.Content.ReadAsStringAsync()).Should().Be("hello");
        answer.Headers.ConnectionClose.Should().NotBe(true);
        answer.Headers.GetValues("x-molnos-invocation-id").Should().ContainSingle().Which.Should().NotBe("forged");
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    public async Task Some_statuses_have_no_body(int status)
    {
        using var answer = await AskAsync(HttpMethod.Get, status, AnswerBodyType.Text, "ignored"u8.ToArray());

        ((int)answer.StatusCode).Should().Be(status);
        (await answer.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Head_has_the_headers_and_no_body()
    {
        using var answer = await AskAsync(HttpMethod.Head, 200, AnswerBodyType.Text, "hello"u8.ToArray());

        answer.Content.Headers.ContentLength.Should().Be(5);
        (await answer.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_reaches_the_caller_as_it_is()
    {
        using var answer = await AskAsync(HttpMethod.Get, 302, AnswerBodyType.None, [], ("location", "/elsewhere?x=1"));

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.Should().Be("/elsewhere?x=1");
        answer.Content.Headers.ContentLength.Should().Be(0);
    }

    [Fact]
    public async Task A_header_that_cannot_be_sent_is_a_502_with_nothing_of_the_answer()
    {
        using var answer = await AskAsync(HttpMethod.Get, 200, AnswerBodyType.Text, "hello"u8.ToArray(), ("x-good", "1"), ("x-bad", "a\nb"));

        answer.StatusCode.Should().Be(HttpStatusCode.BadGateway);
        answer.Headers.Contains("x-good").Should().BeFalse();
        answer.Headers.Contains("x-molnos-invocation-id").Should().BeTrue();
    }

    [Fact]
    public async Task A_streams_first_chunk_arrives_before_its_last_is_made()
    {
        await using var host = await TriggerHost.StartAsync();
        var stream = new Chunks();
        host.Answer = _ => TriggerHost.Of(200, AnswerBodyType.Stream, stream: stream);

        using var answer = await host.SendAsync(HttpMethod.Get, Run);
        var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[64];
        var first = await body.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        stream.Release.SetResult(null);

        buffer.AsSpan(0, first).ToArray().Should().Equal("first"u8.ToArray());
        (await body.ReadAsync(buffer)).Should().Be(4);
        (await body.ReadAsync(buffer)).Should().Be(0);
        await stream.Disposed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_stream_that_fails_midway_ends_truncated()
    {
        await using var host = await TriggerHost.StartAsync();
        var stream = new Chunks();
        host.Answer = _ => TriggerHost.Of(200, AnswerBodyType.Stream, stream: stream);

        using var answer = await host.SendAsync(HttpMethod.Get, Run);
        stream.Release.SetResult(new IOException("broke"));
        var reading = () => answer.Content.ReadAsByteArrayAsync();

        await reading.Should().ThrowAsync<HttpRequestException>();
        await stream.Disposed.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<HttpResponseMessage> AskAsync(
        HttpMethod method, int status, AnswerBodyType type, byte[] body, params (string Name, string Value)[] headers)
    {
        await using var host = await TriggerHost.StartAsync();
        host.Answer = _ => TriggerHost.Of(status, type, body, stream: null, headers);
        var answer = await host.SendAsync(method, Run);
        await answer.Content.LoadIntoBufferAsync();
        return answer;
    }

    /// <summary>One chunk, then, once released, another and the end, or a failure.</summary>
    private sealed class Chunks : AnswerStream
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _read;

        public TaskCompletionSource<Exception?> Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Completes with the stream's end here, which the caller may see the signs of a moment earlier.</summary>
        public Task Disposed => _disposed.Task;

        public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
        {
            if (_read++ == 0)
            {
                return "first"u8.ToArray();
            }

            if (await Release.Task.WaitAsync(cancellationToken) is { } failure)
            {
                throw failure;
            }

            // Not a plain null: the compiler would make an empty chunk of it.
            return _read == 2 ? "last"u8.ToArray() : default(ReadOnlyMemory<byte>?);
        }

        public override ValueTask DisposeAsync()
        {
            _disposed.TrySetResult();
            return ValueTask.CompletedTask;
        }
    }
}
