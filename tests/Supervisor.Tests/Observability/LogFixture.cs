using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Observability;

/// <summary>A whole log of functions on a real file, its writer started when a test says so.</summary>
internal sealed class LogFixture : IAsyncDisposable
{
    private readonly ReopenableDatabase _database = new(LogsSchema.Migrations);
    private readonly CancellationTokenSource _stopping = new();
    private readonly LogQueue _queue;
    private readonly LogWriter _writer;

    public LogFixture(Func<ILogStore, ILogStore>? around = null)
    {
        ILogStore store = new SqliteLogStore(_database.Current);
        store = around?.Invoke(store) ?? store;
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        _queue = new LogQueue(options, Time);
        var followers = new LogFollowers(_stopping.Token);
        _writer = new LogWriter(_queue, followers, store, NullLogger<LogWriter>.Instance);
        Upkeep = new LogUpkeep(_queue, store, options, Time, NullLogger<LogUpkeep>.Instance);
        Log = new FunctionLog(_queue, followers, store);
        Services = new ServiceLog(_queue, store);
    }

    public LogOptions Options { get; } = new() { BytesPerSecond = 64 * 1024, PostedBytesPerSecond = 64 * 1024, QueuedLines = 4096 };

    public ManualTime Time { get; } = new();

    public FunctionLog Log { get; }

    public ServiceLog Services { get; }

    public LogUpkeep Upkeep { get; }

    public Task StartAsync() => _writer.StartAsync(CancellationToken.None);

    public Task StopAsync() => _writer.StopAsync(CancellationToken.None);

    public Task BeginToStopAsync() => _stopping.CancelAsync();

    public FunctionLogLine Line(string message, string functionId = "f") =>
        new(functionId, Time.GetUtcNow(), LogSeverity.Info, message, InvocationId: null, IsLate: false, FieldsJson: null);

    public async Task<IReadOnlyList<string>> MessagesAsync(string functionId = "f") =>
        [.. (await Log.ReadAsync(new FunctionLogQuery { FunctionId = functionId, Limit = 100_000 }, CancellationToken.None)).Select(line => line.Message)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _writer.Dispose();
        Upkeep.Dispose();
        Services.Dispose();
        _stopping.Dispose();
        _database.Dispose();
    }
}
