using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Chains;

/// <summary>
/// Makes a chain unreadable to everybody but this server. A request of a function carries its chain wherever it goes, since behind a proxy
/// no address tells whether it leads back here; others shall not learn from it which functions there are, nor how many it passed.
/// </summary>
internal sealed class ChainSeal : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = NonceBytes + TagBytes;

    /// <summary>Every chain of the usual limit has the same length so.</summary>
    private const int BlockBytes = 80;

    /// <summary>Longest text of a sealed chain.</summary>
    private const int MostChars = 1024;

    // Of this process alone: a chain that outlives a restart begins anew, which is no harm.
    private readonly AesGcm _cipher = new(RandomNumberGenerator.GetBytes(32), TagBytes);

    /// <summary>The chain as a header's value.</summary>
    public string Seal(CallChain chain)
    {
        var text = chain.ToHeader();
        var plain = Encoding.ASCII.GetBytes(text.PadRight((text.Length + BlockBytes - 1) / BlockBytes * BlockBytes));
        var bytes = new byte[HeadBytes + plain.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        lock (_cipher)
        {
            _cipher.Encrypt(bytes.AsSpan(0, NonceBytes), plain, bytes.AsSpan(HeadBytes), bytes.AsSpan(NonceBytes, TagBytes));
        }

        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>The chain in a header's value; null when this server did not seal it.</summary>
    public CallChain? Open(string value)
    {
        if (value.Length > MostChars || !Base64Url.IsValid(value))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(value);
        var plain = new byte[Math.Max(0, bytes.Length - HeadBytes)];
        if (plain.Length == 0)
        {
            return null;
        }

        try
        {
            lock (_cipher)
            {
                _cipher.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(HeadBytes), bytes.AsSpan(NonceBytes, TagBytes), plain);
            }
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return CallChain.TryParse(Encoding.ASCII.GetString(plain).TrimEnd(' '), out var chain) ? chain : null;
    }

    /// <summary>
    /// The chain that a request came through. What somebody else wrote into the header, such as another server of this kind, says nothing here:
    /// the request comes from outside.
    /// </summary>
    public CallChain ChainOf(IHeaderDictionary headers)
    {
        var sent = headers[CallChain.HeaderName];
        return (sent.Count == 1 ? Open(sent[0]!) : null) ?? CallChain.Outside;
    }

    public void Dispose() => _cipher.Dispose();
}
