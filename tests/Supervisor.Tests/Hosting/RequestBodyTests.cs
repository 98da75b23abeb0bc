using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MolnOS.Sandbox.Hosting.Requests;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>A body is read whole, and holds as much memory as has come of it.</summary>
public sealed class RequestBodyTests
{
    private const int Limit = 16 * 1024 * 1024;

    private readonly Pipe _sent = new(new PipeOptions(pauseWriterThreshold: 0));

    [Fact]
    public async Task A_body_that_is_announced_and_does_not_come_holds_little_memory()
    {
        var context = Request(announced: Limit);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var reading = RequestBody.ReadAsync(context, Limit);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        reading.IsCompleted.Should().BeFalse();
        allocated.Should().BeLessThan(1024 * 1024);
        await _sent.Writer.CompleteAsync();
        (await reading).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_comes_whole_whether_its_length_was_announced_or_not(bool isAnnounced)
    {
        var bytes = new byte[(3 * 1024 * 1024) + 7];
        Random.Shared.NextBytes(bytes);
        var reading = RequestBody.ReadAsync(Request(isAnnounced ? bytes.Length : null), Limit);

        foreach (var piece in bytes.Chunk(100_000))
        {
            await _sent.Writer.WriteAsync(piece);
        }

        await _sent.Writer.CompleteAsync();
        using var body = await reading;
        body.Bytes.ToArray().Should().Equal(bytes);
    }

    private DefaultHttpContext Request(long? announced)
    {
        var context = new DefaultHttpContext();
        context.Features.Set<IRequestBodyPipeFeature>(new Piped(_sent.Reader));
        context.Request.ContentLength = announced;
        return context;
    }

    private sealed class Piped(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader { get; } = reader;
    }
}
