using System.Globalization;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Requests;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>The place where a page of events or dead letters ended, as text.</summary>
internal static class ListCursor
{
    public static string Write(DateTimeOffset moment, long number) => string.Create(CultureInfo.InvariantCulture, $"{moment.UtcTicks:x}.{number:x}");

    /// <summary>The place that the query parameter <c>cursor</c> names, or null.</summary>
    /// <exception cref="RefusedException">It names none.</exception>
    public static ListPlace? Read(IQueryCollection query)
    {
        if (query.Text("cursor") is not { } text)
        {
            return null;
        }

        return text.Split('.') is [var moment, var number]
            && long.TryParse(moment, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && long.TryParse(number, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new ListPlace(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : throw new RefusedException(StatusCodes.Status400BadRequest, "The query parameter 'cursor' must be one that an earlier page gave.");
    }
}
