using System.Diagnostics.CodeAnalysis;

namespace MolnOS.Sandbox.Functions;

/// <summary>Source texts used lately, by their hash; the one not used for longest goes first when they exceed so many bytes.</summary>
internal sealed class CodeCache(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];
    private long _bytes;

    /// <summary>The text with this hash, when it is here.</summary>
    public bool TryGet(string hash, [NotNullWhen(true)] out string? code)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(hash, out var node))
            {
                code = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            code = node.Value.Code;
            return true;
        }
    }

    /// <summary>Keeps a text; one that alone exceeds the capacity is not kept.</summary>
    public void Add(string hash, string code)
    {
        var entry = new Entry(hash, code);
        lock (_lock)
        {
            if (entry.Bytes > capacityBytes || _entries.ContainsKey(hash))
            {
                return;
            }

            _entries.Add(hash, _byUse.AddFirst(entry));
            _bytes += entry.Bytes;
            while (_bytes > capacityBytes && _byUse.Last is { } oldest)
            {
                _byUse.RemoveLast();
                _entries.Remove(oldest.Value.Hash);
                _bytes -= oldest.Value.Bytes;
            }
        }
    }

    private sealed record Entry(string Hash, string Code)
    {
        public long Bytes => sizeof(char) * (long)Code.Length;
    }
}
