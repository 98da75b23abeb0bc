using System.Net.Sockets;
using System.Text;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>One connection on which a test writes the very bytes it wants, for what a well-mannered client cannot say.</summary>
public sealed class RawHttp : IDisposable
{
    private readonly TcpClient _tcp;

    private RawHttp(TcpClient tcp) => _tcp = tcp;

    /// <summary>Connects to the host and port of <paramref name="address"/>.</summary>
    public static async Task<RawHttp> ConnectAsync(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var tcp = new TcpClient { NoDelay = true };
        try
        {
            await tcp.ConnectAsync(address.Host, address.Port);
            return new RawHttp(tcp);
        }
        catch
        {
            tcp.Dispose();
            throw;
        }
    }

    /// <summary>Sends one request and returns everything the server says until it closes.</summary>
    public static async Task<string> ExchangeAsync(Uri address, string request)
    {
        using var connection = await ConnectAsync(address);
        await connection.WriteAsync(request);
        return await connection.ReadToEndAsync();
    }

    /// <summary>Writes text as UTF-8; lines end as HTTP wants.</summary>
    public async Task WriteAsync(string text) =>
        await _tcp.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")));

    /// <summary>Reads at least one byte, or nothing at the end.</summary>
    public async Task<string> ReadSomeAsync()
    {
        var buffer = new byte[16 * 1024];
        var count = await _tcp.GetStream().ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return Encoding.UTF8.GetString(buffer, 0, count);
    }

    /// <summary>Reads until the server closes.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var reader = new StreamReader(_tcp.GetStream(), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Leaves without a goodbye: the server sees a reset.</summary>
    public void Reset()
    {
        _tcp.LingerState = new LingerOption(enable: true, seconds: 0);
        _tcp.Close();
    }

    /// <inheritdoc/>
    public void Dispose() => _tcp.Dispose();
}
