using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Cronos;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Functions;

/// <summary>
/// The moments of a cron expression in a time zone, by the rules of standard cron: where day of month and day of week are both restricted,
/// either will do. A time that a clock skips is its next moment; a time that comes twice counts once, unless the expression says "every".
/// Alone in knowing the library. Pure.
/// </summary>
internal sealed partial class CronSchedule
{
    private const string ExpectedFields =
        "must be five fields (minute, hour, day of month, month, day of week), six with seconds in front, or a word such as @hourly";

    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    private readonly CronExpression[] _expressions;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression[] expressions, TimeZoneInfo zone) => (_expressions, _zone) = (expressions, zone);

    /// <summary>Reads an expression; on failure <paramref name="fault"/> is a clause that says what is wrong.</summary>
    public static bool TryRead(string cron, TimeZoneInfo zone, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? fault)
    {
        (schedule, fault) = (null, null);
        try
        {
            schedule = new CronSchedule(Parse(cron), zone);
            fault = schedule.Next(DateTimeOffset.UnixEpoch) is null ? "names a day that never comes" : null;
        }
        catch (CronFormatException wrong)
        {
            fault = $"is no cron expression: {wrong.Message.TrimEnd('.')}";
        }
        catch (MissingSeedException)
        {
            fault = "must name its moments: H is not known here";
        }

        return fault is null;
    }

    /// <summary>The time zone of an IANA name, UTC for null; false when this machine knows none of that name.</summary>
    public static bool TryFindZone(string? name, [NotNullWhen(true)] out TimeZoneInfo? zone)
    {
        zone = TimeZoneInfo.Utc;
        return name is null || (ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone));
    }

    /// <summary>The schedule of a trigger; null when it cannot be read, as one from before schedules were checked.</summary>
    public static CronSchedule? Of(FunctionTrigger.Schedule trigger) =>
        TryFindZone(trigger.TimeZone, out var zone) && TryRead(trigger.Cron, zone, out var schedule, out _) ? schedule : null;

    /// <summary>The first moment after <paramref name="moment"/>, in UTC; null when there is none to come.</summary>
    public DateTimeOffset? Next(DateTimeOffset moment) =>
        _expressions.Min(expression => expression.GetNextOccurrence(moment, _zone))?.ToUniversalTime();

    /// <summary>The last moment after <paramref name="after"/> that is not after <paramref name="now"/>, in UTC; null when there is none.</summary>
    public DateTimeOffset? Latest(DateTimeOffset after, DateTimeOffset now)
    {
        // Found by looking forwards: what the library finds backwards is not the same where the clocks skip a time.
        if (Next(after) is not { } latest || latest > now)
        {
            return null;
        }

        for (var behind = now; behind - after > Resolution;)
        {
            var middle = after + ((behind - after) / 2);
            (after, behind) = Next(middle) <= now ? (middle, behind) : (after, middle);
        }

        for (var next = Next(after); next <= now; next = Next(latest))
        {
            latest = next.Value;
        }

        return latest;
    }

    /// <summary>The moments after <paramref name="moment"/>, without end where the expression has none.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset moment)
    {
        for (var next = Next(moment); next is { } one; next = Next(one))
        {
            yield return one;
        }
    }

    private static CronExpression[] Parse(string cron)
    {
        var fields = cron.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is [['@', ..] word])
        {
            return [CronExpression.Parse(word)];
        }

        if (fields.Length is not (5 or 6))
        {
            throw new CronFormatException($"it {ExpectedFields}");
        }

        var (days, weekdays) = (fields.Length - 3, fields.Length - 1);
        return IsRestricted(fields[days]) && IsRestricted(fields[weekdays])
            ? [ParseWith(fields, weekdays, "*"), ParseWith(fields, days, "*")]
            : [ParseWith(fields, days, fields[days])];
    }

    /// <summary>As cron has it: a field that begins with a star narrows the other, and does not add to it.</summary>
    private static bool IsRestricted(string field) => field[0] is not ('*' or '?');

    private static CronExpression ParseWith(string[] fields, int index, string value) => CronExpression.Parse(
        string.Join(' ', fields.Select((field, place) => place == index ? value : field)),
        fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);

    /// <summary>A name, never a path that leaves the folder of the time zones.</summary>
    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ZoneName();
}
