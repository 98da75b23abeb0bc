using System.Globalization;
using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

/// <summary>When a schedule is due.</summary>
public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("*/15 * * * *", "2026-03-01T10:01:00", "10:15", "10:30", "10:45")]
    [InlineData("0 9-17/4 * * MON-FRI", "2026-03-06T12:00:00", "13:00", "17:00", "2026-03-09T09:00:00")]
    [InlineData("30 2 1 JAN *", "2026-01-01T02:30:00", "2027-01-01T02:30:00", "2028-01-01T02:30:00")]
    [InlineData("*/20 * * * * *", "2026-03-01T10:00:10", "10:00:20", "10:00:40", "10:01:00")]
    [InlineData("0 0 * * 7", "2026-03-01T00:00:00", "2026-03-08T00:00:00")]
    [InlineData("0 0 L * *", "2026-02-01T00:00:00", "2026-02-28T00:00:00", "2026-03-31T00:00:00")]
    [InlineData("  0   12  29 2 * ", "2026-01-01T00:00:00", "2028-02-29T12:00:00", "2032-02-29T12:00:00")]
    [InlineData("@hourly", "2026-03-01T10:59:59", "11:00", "12:00")]
    [InlineData("@daily", "2026-03-01T10:59:59", "2026-03-02T00:00:00")]
    [InlineData("@weekly", "2026-03-01T00:00:00", "2026-03-08T00:00:00")]
    [InlineData("@monthly", "2026-03-01T00:00:00", "2026-04-01T00:00:00")]
    [InlineData("@yearly", "2026-03-01T00:00:00", "2027-01-01T00:00:00")]
    public void Its_moments_are_those_of_cron(string cron, string after, params string[] expected) =>
        Read(cron).After(Utc(after)).Take(expected.Length).Should().Equal(expected.Select(moment => Utc(moment.Length > 10 ? moment : $"{after[..10]}T{moment}")));

    [Fact]
    public void Where_both_days_are_restricted_either_will_do() =>
        Read("0 0 13 * FRI").After(Utc("2026-03-06T00:00:00")).Take(4).Should().Equal(
            Utc("2026-03-13T00:00:00"), Utc("2026-03-20T00:00:00"), Utc("2026-03-27T00:00:00"), Utc("2026-04-03T00:00:00"));

    [Fact]
    public void A_day_of_month_that_begins_with_a_star_narrows_the_day_of_week() =>
        Read("0 0 */2 * SUN").After(Utc("2026-03-01T00:00:00")).Take(2).Should().Equal(Utc("2026-03-15T00:00:00"), Utc("2026-03-29T00:00:00"));

    [Fact]
    public void A_time_that_the_clocks_skip_is_their_next_moment() =>
        Read("30 2 * * *", "Europe/Berlin").After(Utc("2026-03-28T02:00:00")).Take(3).Should().Equal(
            Utc("2026-03-29T01:00:00"), Utc("2026-03-30T00:30:00"), Utc("2026-03-31T00:30:00"));

    [Fact]
    public void A_time_that_comes_twice_counts_once() =>
        Read("30 2 * * *", "Europe/Berlin").After(Utc("2026-10-24T02:00:00")).Take(2).Should().Equal(
            Utc("2026-10-25T00:30:00"), Utc("2026-10-26T01:30:00"));

    [Fact]
    public void What_is_due_every_half_hour_is_so_when_clocks_change() =>
        Read("*/30 * * * *", "Europe/Berlin").After(Utc("2026-10-25T00:00:00")).Take(6).Should().Equal(
            Enumerable.Range(1, 6).Select(half => Utc("2026-10-25T00:00:00").AddMinutes(30 * half)));

    [Theory]
    [InlineData("Australia/Lord_Howe", "0 2 * * *", "2026-10-03T12:00:00", "2026-10-03T15:30:00")]
    [InlineData("Asia/Kolkata", "0 9 * * *", "2026-10-03T00:00:00", "2026-10-03T03:30:00")]
    [InlineData(null, "0 9 * * *", "2026-10-03T00:00:00", "2026-10-03T09:00:00")]
    [InlineData("UTC", "0 9 * * *", "2026-10-03T00:00:00", "2026-10-03T09:00:00")]
    [InlineData("Etc/GMT+5", "0 9 * * *", "2026-10-03T00:00:00", "2026-10-03T14:00:00")]
    public void Times_are_those_of_its_zone(string? zone, string cron, string after, string expected) =>
        Read(cron, zone).Next(Utc(after)).Should().Be(Utc(expected));

    [Theory]
    [InlineData("* * * * *", "2026-03-01T10:00:30.5", "2026-03-01T10:00:00")]
    [InlineData("0 10 * * *", "2026-03-01T10:00:00", "2026-03-01T10:00:00")]
    [InlineData("0 10 1 * MON", "2026-03-04T09:00:00", "2026-03-02T10:00:00")]
    [InlineData("* * * * 1 *", "2026-07-01T00:00:00", "2026-01-31T23:59:59")]
    public void The_latest_moment_is_found_however_long_ago_it_was(string cron, string now, string expected) =>
        Read(cron).Latest(Utc("2020-01-01T00:00:00"), Utc(now)).Should().Be(Utc(expected));

    [Theory]
    [InlineData("2026-03-01T10:05:00", "2026-03-01T10:09:59")]
    [InlineData("2026-03-01T10:05:00", "2026-03-01T10:05:00")]
    [InlineData("2026-03-01T10:05:00", "2026-03-01T09:00:00")]
    public void There_is_no_latest_moment_where_none_has_come_since(string after, string now) =>
        Read("*/5 * * * *").Latest(Utc(after), Utc(now)).Should().BeNull();

    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-27T00:00:00")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-23T00:00:00")]
    [InlineData("*/7 1-3 * * *", "America/New_York", "2026-03-07T00:00:00")]
    [InlineData("*/7 1-3 * * *", "America/New_York", "2026-10-31T00:00:00")]
    [InlineData("15 2 * * SUN", "Australia/Lord_Howe", "2026-10-02T00:00:00")]
    [InlineData("0 0 24 * MON", "Africa/Cairo", "2026-04-22T00:00:00")]
    public void Looking_back_finds_the_same_moments_as_looking_forward_through_changes_of_clocks(string cron, string zone, string start)
    {
        var (schedule, begin) = (Read(cron, zone), Utc(start));
        var moments = schedule.After(begin).TakeWhile(moment => moment < begin.AddDays(5)).ToList();

        var found = Enumerable.Range(0, 5 * 24 * 12).Select(step => schedule.Latest(begin, begin.AddMinutes(5 * step))).ToList();

        found.Should().Equal(Enumerable.Range(0, 5 * 24 * 12).Select(step => moments.Where(moment => moment <= begin.AddMinutes(5 * step)).Cast<DateTimeOffset?>().LastOrDefault()));
        moments.Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("* 24 * * *")]
    [InlineData("* * 32 * *")]
    [InlineData("* * * 13 *")]
    [InlineData("* * * * 8")]
    [InlineData("* * * * MONDAY")]
    [InlineData("a * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("@reboot")]
    [InlineData("@hourly @daily")]
    [InlineData("H * * * *")]
    [InlineData("0 0 30 2 *")]
    public void What_has_no_moments_is_refused_with_the_reason(string cron)
    {
        CronSchedule.TryRead(cron, TimeZoneInfo.Utc, out _, out var fault).Should().BeFalse();

        fault.Should().MatchRegex("^(is no cron expression: .+[^.]|must name its moments.*|names a day that never comes)$");
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("europe/berlin ")]
    [InlineData("../../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("Europe/../UTC")]
    [InlineData("")]
    [InlineData("W. Europe Standard Time")]
    public void A_zone_that_this_machine_does_not_know_is_none(string name) => CronSchedule.TryFindZone(name, out _).Should().BeFalse();

    private static CronSchedule Read(string cron, string? zone = null)
    {
        CronSchedule.TryFindZone(zone, out var found).Should().BeTrue();
        CronSchedule.TryRead(cron, found!, out var schedule, out var fault).Should().BeTrue(fault);
        return schedule!;
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
