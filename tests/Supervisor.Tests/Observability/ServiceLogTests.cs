using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary>Lines posted from outside beside those of functions.</summary>
public sealed class ServiceLogTests : IAsyncDisposable
{
    private static readonly LogSearch _all = new() { Limit = 5000 };

    private readonly LogFixture _fixture = new();

    [Fact]
    public async Task A_search_sees_every_line_taken_before_it_of_functions_too()
    {
        await _fixture.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            (await PostAsync("svc", $"posted {i}")).Should().Be(PostOutcome.Taken);
            _fixture.Log.Append(_fixture.Line($"logged {i}", "abcd1234"));

            var found = (await _fixture.Services.SearchAsync(_all, CancellationToken.None)).Rows;

            found.Should().HaveCount(2 * (i + 1));
            found.Take(2).Select(row => (row.Service, row.Message)).Should().Equal(("functions.abcd1234", $"logged {i}"), ("svc", $"posted {i}"));
        }
    }

    [Fact]
    public async Task Who_posts_too_fast_is_told_so_and_functions_lose_nothing()
    {
        await _fixture.StartAsync();
        var outcomes = new List<PostOutcome>();
        for (var i = 0; i < 100; i++)
        {
            outcomes.Add(await PostAsync($"svc{i % 3}", new string('x', 10_000)));
        }

        _fixture.Log.Append(_fixture.Line("mine"));

        outcomes.Should().StartWith(PostOutcome.Taken).And.EndWith(PostOutcome.TooFast);
        outcomes.Count(outcome => outcome == PostOutcome.Taken).Should().Be(65_536 / 10_064);
        (await _fixture.MessagesAsync()).Should().Equal("mine");
        _fixture.Time.Pass(TimeSpan.FromSeconds(1));
        (await PostAsync("svc", "again")).Should().Be(PostOutcome.Taken);
    }

    [Fact]
    public async Task There_may_be_so_many_services_until_the_lines_of_one_have_gone()
    {
        await _fixture.StartAsync();
        for (var i = 0; i < ServiceLog.MostServices; i++)
        {
            (await PostAsync($"svc{i}", "x")).Should().Be(PostOutcome.Taken);
            _fixture.Time.Pass(TimeSpan.FromMilliseconds(10));
        }

        (await PostAsync("one-more", "x")).Should().Be(PostOutcome.TooManyServices);
        (await PostAsync("svc7", "x")).Should().Be(PostOutcome.Taken);
        _fixture.Time.Pass(_fixture.Options.MaxAge + TimeSpan.FromSeconds(1));
        await _fixture.Upkeep.PruneAsync(CancellationToken.None);
        (await PostAsync("one-more", "x")).Should().Be(PostOutcome.Taken);
    }

    [Fact]
    public async Task A_follower_of_a_function_hears_nothing_of_what_is_posted()
    {
        await _fixture.StartAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var follower = _fixture.Log.FollowAsync(new FunctionLogQuery { FunctionId = "f" }, limit.Token).GetAsyncEnumerator();
        var next = follower.MoveNextAsync().AsTask();

        await PostAsync("f", "posted");
        _fixture.Log.Append(_fixture.Line("logged"));

        (await next).Should().BeTrue();
        follower.Current.Message.Should().Be("logged");
    }

    public async ValueTask DisposeAsync() => await _fixture.DisposeAsync();

    private ValueTask<PostOutcome> PostAsync(string service, string message) =>
        _fixture.Services.PostAsync(new PostedLogLine(service, _fixture.Time.GetUtcNow(), LogSeverity.Info, message, FieldsJson: null), CancellationToken.None);
}
