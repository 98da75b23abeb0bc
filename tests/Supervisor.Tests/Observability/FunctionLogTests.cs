using System.Diagnostics;
using System.Text;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

public sealed class FunctionLogTests : IAsyncDisposable
{
    private readonly LogFixture _fixture = new();

    private FunctionLog Log => _fixture.Log;

    [Fact]
    public async Task A_read_sees_every_line_appended_before_it()
    {
        await _fixture.StartAsync();

        for (var i = 0; i < 100; i++)
        {
            Log.Append(_fixture.Line($"line {i}"));

            (await _fixture.MessagesAsync()).Should().HaveCount(i + 1).And.EndWith($"line {i}");
        }
    }

    [Fact]
    public async Task A_line_comes_back_as_it_was_appended()
    {
        await _fixture.StartAsync();
        var line = new FunctionLogLine("f", _fixture.Time.GetUtcNow(), LogSeverity.Error, "snow ❄ \0", "abc", IsLate: true, """{"a":1}""");

        Log.Append(line);

        (await Log.ReadAsync(new FunctionLogQuery { FunctionId = "f" }, CancellationToken.None)).Should().Equal(line);
    }

    [Fact]
    public async Task A_level_means_that_level_and_those_above()
    {
        await _fixture.StartAsync();
        foreach (var level in Enum.GetValues<LogSeverity>())
        {
            Log.Append(_fixture.Line(level.ToString()) with { Level = level });
        }

        var read = await Log.ReadAsync(new FunctionLogQuery { FunctionId = "f", Level = LogSeverity.Warn }, CancellationToken.None);

        read.Select(line => line.Message).Should().Equal("Warn", "Error");
    }

    [Fact]
    public async Task A_huge_line_is_cut_with_a_marker_and_a_thousand_short_ones_after_it_are_all_there()
    {
        await _fixture.StartAsync();
        Log.Append(_fixture.Line(string.Concat(Enumerable.Repeat("❄", 350_000))));
        for (var i = 0; i < 500; i++)
        {
            Log.Append(_fixture.Line($"{i}"));
        }

        var messages = await _fixture.MessagesAsync();

        messages.Should().HaveCount(501);
        messages[0].Should().StartWith("❄❄❄").And.EndWith("(cut: a line is at most 16 KiB)").And.NotContain("\uFFFD");
        Encoding.UTF8.GetByteCount(messages[0]).Should().BeLessOrEqualTo(16 * 1024);
    }

    [Fact]
    public async Task A_flooding_function_is_cut_to_its_budget_and_told_so_while_another_loses_nothing()
    {
        await _fixture.StartAsync();
        for (var i = 0; i < 20_000; i++)
        {
            Log.Append(_fixture.Line("flood", "flooder"));
            if (i % 100 == 0)
            {
                Log.Append(_fixture.Line("calm", "calm"));
            }
        }

        var flood = await _fixture.MessagesAsync("flooder");

        flood.Should().HaveCountLessThan(1000);
        flood[^1].Should().Be($"{20_000 - (flood.Count - 1)} log lines were dropped: they came faster than a function may log (65536 bytes a second), or than could be written.");
        (await _fixture.MessagesAsync("calm")).Should().HaveCount(200).And.OnlyContain(message => message == "calm");
    }

    [Fact]
    public async Task A_budget_refills_with_time()
    {
        await _fixture.StartAsync();
        var line = _fixture.Line(new string('x', 10_000));
        for (var i = 0; i < 10; i++)
        {
            Log.Append(line);
        }

        var first = (await _fixture.MessagesAsync()).Count(message => message[0] == 'x');
        _fixture.Time.Pass(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 10; i++)
        {
            Log.Append(line);
        }

        first.Should().Be(6);
        (await _fixture.MessagesAsync()).Count(message => message[0] == 'x').Should().Be(6 + 3);
    }

    [Fact]
    public async Task Appending_never_waits_even_when_nothing_is_written()
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 20_000; i++)
        {
            Log.Append(_fixture.Line("x", $"f{i % 100}"));
        }

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        await _fixture.StartAsync();
        await _fixture.MessagesAsync("f0");
        var read = await _fixture.MessagesAsync("f0");
        read.Should().HaveCountLessThan(202).And.Contain(message => message.Contains("were dropped"));
    }

    [Fact]
    public async Task Lines_appended_before_a_stop_are_on_disk_after_it_and_later_ones_harm_nobody()
    {
        await _fixture.StartAsync();
        for (var i = 0; i < 300; i++)
        {
            Log.Append(_fixture.Line($"{i}"));
        }

        await _fixture.StopAsync();
        Log.Append(_fixture.Line("too late"));

        (await _fixture.MessagesAsync()).Should().HaveCount(300);
    }

    [Fact]
    public async Task A_removed_function_has_no_lines()
    {
        await _fixture.StartAsync();
        Log.Append(_fixture.Line("gone"));
        Log.Append(_fixture.Line("stays", "other"));

        await Log.RemoveAsync("f", CancellationToken.None);

        (await _fixture.MessagesAsync()).Should().BeEmpty();
        (await _fixture.MessagesAsync("other")).Should().Equal("stays");
    }

    [Fact]
    public async Task Lines_past_their_age_are_pruned()
    {
        await _fixture.StartAsync();
        Log.Append(_fixture.Line("old"));
        _fixture.Time.Pass(_fixture.Options.MaxAge + TimeSpan.FromSeconds(1));
        Log.Append(_fixture.Line("new"));
        await _fixture.MessagesAsync();

        await _fixture.Upkeep.PruneAsync(CancellationToken.None);

        (await _fixture.MessagesAsync()).Should().Equal("new");
    }

    [Fact]
    public async Task A_store_that_fails_for_a_while_costs_lines_but_the_log_goes_on()
    {
        FailingLogStore? failing = null;
        await using var fixture = new LogFixture(store => failing = new FailingLogStore(store) { IsFailing = true });
        await fixture.StartAsync();
        fixture.Log.Append(fixture.Line("lost"));
        await fixture.Log.Invoking(log => log.ReadAsync(new FunctionLogQuery { FunctionId = "f" }, CancellationToken.None))
            .Should().ThrowAsync<StorageException>();

        failing!.IsFailing = false;
        fixture.Log.Append(fixture.Line("kept"));

        (await fixture.MessagesAsync()).Should().Equal("kept");
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
