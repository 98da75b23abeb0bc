namespace MolnOS.Sandbox.Schemas;

/// <summary>
/// The schemas of which a validation was ended by force of late: for a while they are validated apart, where they can hold up only
/// each other. Beyond a bound the one that comes free next is forgotten.
/// </summary>
internal sealed class SlowSchemas(TimeProvider time)
{
    /// <summary>Names remembered at most.</summary>
    public const int Most = 1000;

    /// <summary>For how long.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();

    /// <summary>When each was last ended, in that order.</summary>
    private readonly OrderedDictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>Whether a schema is among them.</summary>
    public bool Contains(string name)
    {
        lock (_gate)
        {
            return _since.Count > 0 && _since.TryGetValue(name, out var since) && time.GetElapsedTime(since) < Memory;
        }
    }

    /// <summary>A validation by this schema was ended just now.</summary>
    public void Add(string name)
    {
        lock (_gate)
        {
            _since.Remove(name);
            while (_since.Count > 0 && (_since.Count >= Most || time.GetElapsedTime(_since.GetAt(0).Value) >= Memory))
            {
                _since.RemoveAt(0);
            }

            _since.Add(name, time.GetTimestamp());
        }
    }
}
