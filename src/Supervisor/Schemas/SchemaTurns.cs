namespace MolnOS.Sandbox.Schemas;

/// <summary>
/// Lets each schema have so many validations at once and no more, so that one of them never holds all validators: its others wait in
/// order. Beyond a bound of waiting ones, the next is refused.
/// </summary>
/// <param name="atOnce">Validations of one schema at once.</param>
/// <param name="mostWaiting">Validations of all schemas that may wait.</param>
internal sealed class SchemaTurns(int atOnce, int mostWaiting)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private int _waiting;

    /// <summary>Waits for a turn, to be disposed after use; null when too many wait already.</summary>
    public async ValueTask<IDisposable?> TakeAsync(string name, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_gate)
        {
            if (!_lines.TryGetValue(name, out line))
            {
                _lines[name] = line = new Line(atOnce);
            }

            if (line.Users >= atOnce && _waiting >= mostWaiting)
            {
                return null;
            }

            line.Users++;
            _waiting++;
        }

        try
        {
            await line.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Leave(name, line);
            throw;
        }
        finally
        {
            lock (_gate)
            {
                _waiting--;
            }
        }

        return new Turn(this, name, line);
    }

    private void Leave(string name, Line line)
    {
        lock (_gate)
        {
            if (--line.Users == 0)
            {
                _lines.Remove(name);
                line.Places.Dispose();
            }
        }
    }

    private sealed class Line(int places)
    {
        public SemaphoreSlim Places { get; } = new(places);

        /// <summary>Those who have a turn or wait for one. Guarded by the gate.</summary>
        public int Users { get; set; }
    }

    private sealed class Turn(SchemaTurns turns, string name, Line line) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                line.Places.Release();
                turns.Leave(name, line);
            }
        }
    }
}
