using System.Globalization;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>What a function's answer says of the times to come.</summary>
public sealed class NextRunsTests
{
    [Fact]
    public void The_next_three_moments_of_all_schedules_are_shown() =>
        RunsOf(new FunctionTrigger.Http(), new FunctionTrigger.Schedule("0 9 * * *", "Europe/Oslo"), new FunctionTrigger.Schedule("0 0 2 1 *", TimeZone: null))
            .Should().Equal("2026-01-01T08:00", "2026-01-02T00:00", "2026-01-02T08:00");

    [Fact]
    public void A_moment_of_two_schedules_is_one() =>
        RunsOf(new FunctionTrigger.Schedule("@daily", TimeZone: null), new FunctionTrigger.Schedule("0 0 * * *", TimeZone: null))
            .Should().Equal("2026-01-02T00:00", "2026-01-03T00:00", "2026-01-04T00:00");

    [Fact]
    public void A_function_without_schedules_shows_none() => RunsOf(new FunctionTrigger.Http()).Should().BeNull();

    [Fact]
    public void A_schedule_from_before_schedules_were_checked_shows_none() => RunsOf(new FunctionTrigger.Schedule("whenever", TimeZone: null)).Should().BeNull();

    private static IEnumerable<string>? RunsOf(params FunctionTrigger[] triggers)
    {
        var function = new DeployedFunction
        {
            Id = "function",
            Definition = new FunctionDefinition { Name = "f", Triggers = triggers },
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
        };
        return FunctionView.Of(function, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).NextRuns?
            .Select(run => run.ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture));
    }
}
