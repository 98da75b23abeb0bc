using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

public sealed class LogFollowTests : IAsyncDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    [Fact]
    public async Task A_follower_gets_the_past_then_what_comes_each_line_once()
    {
        await _fixture.StartAsync();
        _fixture.Log.Append(_fixture.Line("0"));
        _fixture.Log.Append(_fixture.Line("1"));
        await using var follower = Follow(new FunctionLogQuery { FunctionId = "f" });

        var messages = await TakeAsync(follower, 1);
        for (var i = 2; i < 50; i++)
        {
            _fixture.Log.Append(_fixture.Line($"{i}"));
        }

        messages.AddRange(await TakeAsync(follower, 49));
        messages.Should().Equal(Enumerable.Range(0, 50).Select(number => $"{number}"));
    }

    [Fact]
    public async Task A_follower_gets_only_what_it_asked_for()
    {
        await _fixture.StartAsync();
        await using var follower = Follow(new FunctionLogQuery { FunctionId = "f", Level = LogSeverity.Warn, InvocationId = "a" });
        var next = TakeAsync(follower, 1);
        _fixture.Log.Append(_fixture.Line("other function", "other") with { Level = LogSeverity.Error, InvocationId = "a" });
        _fixture.Log.Append(_fixture.Line("other level") with { InvocationId = "a" });
        _fixture.Log.Append(_fixture.Line("other invocation") with { Level = LogSeverity.Error, InvocationId = "b" });
        _fixture.Log.Append(_fixture.Line("this") with { Level = LogSeverity.Error, InvocationId = "a" });

        (await next).Should().Equal("this");
    }

    [Fact]
    public async Task A_follower_too_slow_misses_lines_is_told_and_holds_up_nobody()
    {
        await _fixture.StartAsync();
        _fixture.Log.Append(_fixture.Line("first"));
        (await _fixture.MessagesAsync()).Should().Equal("first");
        await using var slow = Follow(new FunctionLogQuery { FunctionId = "f" });
        await TakeAsync(slow, 1);
        for (var batch = 0; batch < 20; batch++)
        {
            for (var i = 0; i < 100; i++)
            {
                _fixture.Log.Append(_fixture.Line("x"));
            }

            // Written, so that the queue is not what overflows.
            await _fixture.MessagesAsync();
            _fixture.Time.Pass(TimeSpan.FromSeconds(1));
        }

        var seen = await TakeAsync(slow, 1025);
        _fixture.Log.Append(_fixture.Line("after"));

        seen.Take(1024).Should().OnlyContain(message => message == "x");
        seen[^1].Should().StartWith($"{2000 - 1024} log lines are missing here");
        (await TakeAsync(slow, 1)).Should().Equal("after");
    }

    [Fact]
    public async Task Following_ends_cleanly_when_the_server_begins_to_stop()
    {
        await _fixture.StartAsync();
        await using var open = Follow(new FunctionLogQuery { FunctionId = "f" });
        var next = open.MoveNextAsync().AsTask();

        await _fixture.BeginToStopAsync();

        (await next).Should().BeFalse();
        await using var late = Follow(new FunctionLogQuery { FunctionId = "f" });
        (await late.MoveNextAsync()).Should().BeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        _limit.Dispose();
    }

    private static async Task<List<string>> TakeAsync(IAsyncEnumerator<FunctionLogLine> follower, int count)
    {
        var messages = new List<string>();
        while (messages.Count < count && await follower.MoveNextAsync())
        {
            messages.Add(follower.Current.Message);
        }

        return messages;
    }

    private IAsyncEnumerator<FunctionLogLine> Follow(FunctionLogQuery query) =>
        _fixture.Log.FollowAsync(query, _limit.Token).GetAsyncEnumerator();
}
