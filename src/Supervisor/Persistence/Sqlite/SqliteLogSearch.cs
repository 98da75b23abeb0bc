namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>
/// Looks through the log from its newest line on. Where few services are meant, their lines are reached by the index and merged; else all lines are walked
/// through. Either way an end is set to how much is looked at, so that no search holds a connection for long.
/// </summary>
internal sealed class SqliteLogSearch(SqliteSession session, LogSearch search)
{
    /// <summary>Lines looked at by one search.</summary>
    public const int MostLines = 50_000;

    /// <summary>Bytes of text looked at by one search.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Services whose lines are merged.</summary>
    public const int MostMerged = 16;

    private const int ChunkLines = 256;

    private const string OlderThan = "at >= $from AND (at, id) < ($at, $id) ORDER BY at DESC, id DESC LIMIT $chunk";

    /// <summary>Does it.</summary>
    public LogPage Run(CancellationToken cancellationToken)
    {
        var found = new List<LogRow>();
        var (lines, bytes, matches) = (0, 0L, 0);
        foreach (var row in Merge([.. Sources()]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            bytes += row.Message.Length;
            if (++lines > MostLines || bytes > MostBytes)
            {
                return new LogPage(found, row.Timestamp);
            }

            if (Matches(row) && ++matches > search.Offset)
            {
                found.Add(row);
                if (found.Count == search.Limit)
                {
                    break;
                }
            }
        }

        return new LogPage(found, SearchedBackTo: null);
    }

    private bool Matches(LogRow row) =>
        row.Level >= search.LeastLevel
        && (search.ServicePrefix is not { } prefix || row.Service.StartsWith(prefix, StringComparison.Ordinal))
        && (search.Text is not { } text || row.Message.Contains(text, StringComparison.OrdinalIgnoreCase));

    private IEnumerable<IEnumerable<LogRow>> Sources()
    {
        var services = search.ServicePrefix is { Length: > 0 } prefix
            ? session.Query(
                "SELECT service FROM usage WHERE service >= $low AND substr(service, 1, length($low)) = $low LIMIT $most",
                row => row.GetString(0), ("$low", prefix), ("$most", MostMerged + 1))
            : null;
        return services is { Count: <= MostMerged } ? services.Select(Lines) : [Lines(service: null)];
    }

    /// <summary>The lines of one service, or of all, newest first; they are fetched as they are taken.</summary>
    private IEnumerable<LogRow> Lines(string? service)
    {
        var sql = SqliteLogRows.Select + (service is null ? "WHERE " : "WHERE service = $service AND ") + OlderThan;
        var (at, id) = (search.To?.UtcTicks ?? long.MaxValue, long.MaxValue);
        while (true)
        {
            (string, object?)[] bounds = [("$from", search.From?.UtcTicks ?? 0), ("$at", at), ("$id", id), ("$chunk", ChunkLines)];
            var chunk = session.Query(sql, SqliteLogRows.Read, service is null ? bounds : [("$service", service), .. bounds]);
            foreach (var row in chunk)
            {
                yield return row;
            }

            if (chunk.Count < ChunkLines)
            {
                yield break;
            }

            (at, id) = (chunk[^1].Timestamp.UtcTicks, chunk[^1].Id);
        }
    }

    private static IEnumerable<LogRow> Merge(IReadOnlyList<IEnumerable<LogRow>> sources)
    {
        var heads = new PriorityQueue<IEnumerator<LogRow>, (long, long)>();
        foreach (var source in sources)
        {
            Advance(source.GetEnumerator());
        }

        while (heads.TryDequeue(out var head, out _))
        {
            yield return head.Current;
            Advance(head);
        }

        void Advance(IEnumerator<LogRow> source)
        {
            if (source.MoveNext())
            {
                heads.Enqueue(source, (-source.Current.Timestamp.UtcTicks, -source.Current.Id));
            }
            else
            {
                source.Dispose();
            }
        }
    }
}
