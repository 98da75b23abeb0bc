namespace MolnOS.Sandbox.Workers;

/// <summary>
/// V8's code caches by function version, the most recently used within a bound of bytes. A cache comes from a worker of that very
/// version and goes only to workers of it, so a forged one harms nobody but its forger.
/// </summary>
internal sealed class CodeCaches
{
    private const long MaxBytes = 64L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<(string, int), LinkedListNode<Entry>> _byVersion = [];
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>The cache of a version, or null.</summary>
    public ReadOnlyMemory<byte>? Find(string functionId, int version)
    {
        lock (_gate)
        {
            if (!_byVersion.TryGetValue((functionId, version), out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Bytes;
        }
    }

    /// <summary>Keeps a version's cache; earlier versions of the function are forgotten.</summary>
    public void Keep(string functionId, int version, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            Remove((functionId, version));
            Remove((functionId, version - 1));
            var node = _byUse.AddFirst(new Entry((functionId, version), bytes));
            _byVersion[node.Value.Key] = node;
            _bytes += bytes.Length;
            while (_bytes > MaxBytes && _byUse.Last is { } oldest)
            {
                Remove(oldest.Value.Key);
            }
        }
    }

    /// <summary>Forgets a version's cache, because V8 refused it.</summary>
    public void Forget(string functionId, int version)
    {
        lock (_gate)
        {
            Remove((functionId, version));
        }
    }

    private void Remove((string, int) key)
    {
        if (_byVersion.Remove(key, out var node))
        {
            _byUse.Remove(node);
            _bytes -= node.Value.Bytes.Length;
        }
    }

    private sealed record Entry((string, int) Key, ReadOnlyMemory<byte> Bytes);
}
