namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>The span of a list that is ordered by time, as parameters: <c>$from</c>, <c>$to</c>, <c>$moment</c>, <c>$number</c>.</summary>
internal static class SqlitePlaces
{
    public static (string Name, object? Value)[] Parameters(DateTimeOffset? from, DateTimeOffset? to, ListPlace? behind) =>
    [
        ("$from", from?.UtcTicks ?? 0),
        ("$to", to?.UtcTicks ?? long.MaxValue),
        ("$moment", behind?.Moment.UtcTicks ?? long.MaxValue),
        ("$number", behind?.Number ?? 0),
    ];
}
