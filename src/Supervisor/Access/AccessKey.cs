using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MolnOS.Sandbox.Access;

/// <summary>Service-account keys: <c>sa.&lt;id&gt;.&lt;secret&gt;</c>. Only their SHA-256 is kept, which is enough for 32 random bytes.</summary>
internal static class AccessKey
{
    /// <summary>How every key begins that the server made.</summary>
    public const string Prefix = "sa.";

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    /// <summary>Keys of the administrator's own choosing are at least this long.</summary>
    public const int MinLength = 16;

    /// <summary>No key is longer; keeps hostile headers cheap.</summary>
    public const int MaxLength = 512;

    /// <summary>A new key for an account.</summary>
    public static string New(string accountId) =>
        $"{Prefix}{accountId}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>The hash of a key; false when it cannot be one.</summary>
    public static bool TryHash(ReadOnlySpan<char> key, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength];
        if (key.Length is 0 or > MaxLength || !Ascii.IsValid(key))
        {
            return false;
        }

        var length = Encoding.ASCII.GetBytes(key, utf8);
        SHA256.HashData(utf8[..length], hash);
        return true;
    }

    /// <summary>The hash of a key known to be one.</summary>
    public static byte[] Hash(string key)
    {
        var hash = new byte[HashLength];
        return TryHash(key, hash) ? hash : throw new ArgumentException("This cannot be a key.", nameof(key));
    }
}
