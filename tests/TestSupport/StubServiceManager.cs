using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Speaks to a supervisor as systemd does: holds its listening socket, and hears what it says of itself.</summary>
public sealed partial class StubServiceManager : IDisposable
{
    // bash, for dash knows only descriptors of one digit.
    private const string Activate =
        "exec 3<&$0; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=http NOTIFY_SOCKET=$1 WATCHDOG_USEC=$2; shift 2; exec \"$@\"";

    private const int DuplicateDescriptor = 0;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _hears = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly string _path;
    private readonly List<string> _heard = [];
    private readonly Lock _lock = new();

    /// <summary>Listens, and hears.</summary>
    /// <param name="data">Where its socket lies.</param>
    public StubServiceManager(DataFolder data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _path = Path.Combine(data.Path, "notify");
        _hears.Bind(new UnixDomainSocketEndPoint(_path));
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _ = HearAsync();
    }

    /// <summary>Where the supervisor is to be reached, whether one runs or not.</summary>
    public Uri Address => new($"http://{_listener.LocalEndPoint}");

    /// <summary>Every message so far.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_lock)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>Starts a supervisor on the listening socket.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="watchdog">How often it must give a sign of life.</param>
    /// <param name="settings">Its settings.</param>
    public async Task<SupervisorProcess> StartAsync(DataFolder data, TimeSpan watchdog, params (string Key, string Value)[] settings)
    {
        // .NET opens everything closed for children; a duplicate of its own is open for them, and for no longer than this start.
        var inherited = Fcntl((int)_listener.Handle, DuplicateDescriptor, 10);
        try
        {
            string[] through = ["bash", "-c", Activate, inherited.ToString(CultureInfo.InvariantCulture), _path, watchdog.TotalMicroseconds.ToString("F0", CultureInfo.InvariantCulture)];
            return await SupervisorProcess.StartThroughAsync(through, data, settings);
        }
        finally
        {
            _ = Close(inherited);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _hears.Dispose();
    }

    private async Task HearAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var count = await _hears.ReceiveAsync(buffer);
                lock (_lock)
                {
                    _heard.Add(Encoding.UTF8.GetString(buffer, 0, count));
                }
            }
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
