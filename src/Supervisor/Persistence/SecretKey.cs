using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Encrypts the secrets of functions with the key in <c>secrets.key</c>; a secret opens only for its own function and name.</summary>
/// <remarks>A sealed secret is: key id (8 bytes), nonce (12), tag (16), ciphertext.</remarks>
internal sealed class SecretKey : IDisposable
{
    /// <summary>The file of the key in the data folder.</summary>
    public const string FileName = "secrets.key";

    private const int KeyBytes = 32;
    private const int IdBytes = 8;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = IdBytes + NonceBytes + TagBytes;

    private readonly AesGcm? _cipher;
    private readonly byte[] _id;
    private readonly string _file;

    private SecretKey(string file, byte[]? key)
    {
        _file = file;
        _cipher = key is null ? null : new AesGcm(key, TagBytes);
        _id = key is null ? [] : SHA256.HashData(key)[..IdBytes];
    }

    /// <summary>Reads the folder's key, or makes one when there is none. A file that is no key fails later, and only for functions with secrets.</summary>
    public static SecretKey Open(DataFolder folder)
    {
        var file = folder.PathOf(FileName);
        try
        {
            if (!File.Exists(file))
            {
                Create(file);
            }

            var key = File.ReadAllBytes(file);
            return new SecretKey(file, key.Length == KeyBytes ? key : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SecretKey(file, key: null);
        }
    }

    /// <summary>Encrypts a secret; false with the reason when there is no usable key.</summary>
    public bool TrySeal(
        string functionId, string name, string value, [NotNullWhen(true)] out byte[]? sealedBytes, [NotNullWhen(false)] out string? reason)
    {
        if (_cipher is null)
        {
            sealedBytes = null;
            reason = NoKey;
            return false;
        }

        reason = null;

        var plain = Encoding.UTF8.GetBytes(value);
        sealedBytes = new byte[HeadBytes + plain.Length];
        _id.CopyTo(sealedBytes, 0);
        var nonce = sealedBytes.AsSpan(IdBytes, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        lock (_cipher)
        {
            _cipher.Encrypt(
                nonce, plain, sealedBytes.AsSpan(HeadBytes), sealedBytes.AsSpan(IdBytes + NonceBytes, TagBytes), Owner(functionId, name));
        }

        return true;
    }

    /// <summary>Decrypts a secret; false with the reason when this key does not open it.</summary>
    public bool TryOpen(
        string functionId, string name, ReadOnlySpan<byte> sealedBytes, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? reason)
    {
        value = null;
        reason = _cipher is null ? NoKey
            : sealedBytes.Length < HeadBytes ? $"The stored secret {name} is damaged. Set it again."
            : !sealedBytes[..IdBytes].SequenceEqual(_id)
                ? $"The secret {name} was stored with another key than the server has now. Put the former secrets.key back, or set the secret again."
            : null;
        if (reason is not null)
        {
            return false;
        }

        var plain = new byte[sealedBytes.Length - HeadBytes];
        try
        {
            lock (_cipher!)
            {
                _cipher.Decrypt(
                    sealedBytes.Slice(IdBytes, NonceBytes), sealedBytes[HeadBytes..], sealedBytes.Slice(IdBytes + NonceBytes, TagBytes), plain,
                    Owner(functionId, name));
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            reason = $"The stored secret {name} is damaged, or is another function's. Set it again.";
            return false;
        }

        value = Encoding.UTF8.GetString(plain);
        return true;
    }

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _cipher?.Dispose();

    private string NoKey => $"The key of the secrets ({Path.GetFileName(_file)} in the data folder) cannot be read or is damaged. Put the right file back and restart.";

    /// <summary>Who a secret belongs to, unambiguous since the first part's length is in it.</summary>
    private static byte[] Owner(string functionId, string name)
    {
        var owner = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(functionId) + Encoding.UTF8.GetByteCount(name)];
        BinaryPrimitives.WriteInt32LittleEndian(owner, functionId.Length);
        var length = Encoding.UTF8.GetBytes(functionId, owner.AsSpan(sizeof(int)));
        Encoding.UTF8.GetBytes(name, owner.AsSpan(sizeof(int) + length));
        return owner;
    }

    private static void Create(string file)
    {
        // Written beside and moved, so that a crash leaves no half key.
        var draft = file + ".new";
        using (var stream = new FileStream(draft, PrivateFiles.Options(FileMode.Create)))
        {
            stream.Write(RandomNumberGenerator.GetBytes(KeyBytes));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, file);
    }
}
