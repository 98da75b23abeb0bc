using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MolnOS.Sandbox.Access.Jwt;

/// <summary>The SHA-256 of a token.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TokenHash(UInt128 First, UInt128 Second)
{
    /// <summary>The hash of a token of ASCII.</summary>
    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        Span<byte> text = stackalloc byte[TokenCheck.MaxLength];
        Span<UInt128> hash = stackalloc UInt128[2];
        SHA256.HashData(text[..Encoding.ASCII.GetBytes(token, text)], MemoryMarshal.AsBytes(hash));
        return new TokenHash(hash[0], hash[1]);
    }
}

/// <summary>
/// What is known of tokens used lately, so many at most. It has two halves: when the young one is full it becomes the old one, and what nobody
/// asked for since is forgotten with the old one after it.
/// </summary>
internal sealed class TokenCache<T>(int capacity)
    where T : class
{
    private readonly Lock _lock = new();

    private volatile ConcurrentDictionary<TokenHash, T> _young = new();
    private volatile ConcurrentDictionary<TokenHash, T> _old = new();
    private int _added;

    /// <summary>How many it holds.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>What is known of a token, if anything.</summary>
    public bool TryGet(TokenHash hash, [NotNullWhen(true)] out T? known)
    {
        if (_young.TryGetValue(hash, out known))
        {
            return true;
        }

        if (!_old.TryGetValue(hash, out known))
        {
            return false;
        }

        Put(hash, known);
        return true;
    }

    /// <summary>Knows something of a token from now on.</summary>
    public void Put(TokenHash hash, T known)
    {
        lock (_lock)
        {
            if (!_young.ContainsKey(hash) && ++_added > capacity / 2)
            {
                _old = _young;
                _young = new ConcurrentDictionary<TokenHash, T>();
                _added = 1;
            }

            _young[hash] = known;
        }
    }
}
