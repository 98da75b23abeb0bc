using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.TestSupport;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.EndToEnd.Tests.Workers;

/// <summary>A pool of real workers without the rest of the supervisor.</summary>
internal sealed class PoolFixture : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, string> _sources = new();
    private readonly ConcurrentQueue<WorkerLogLine> _log = new();
    private readonly WorkerFactory _factory;
    private readonly BlankWorkers _blanks;
    private readonly PoolClock _clock;

    public PoolFixture(Action<WorkersOptions>? configure = null)
    {
        var options = new WorkersOptions { Warm = 1 };
        configure?.Invoke(options);
        var parts = new WorkerParts(options, TimeProvider.System, _log.Enqueue, static (_, _) => { });
        var runtime = NodeRuntime.Find(RepositoryPaths.Node, RepositoryPaths.FromRoot("runtime/node-shim"));
        var launcher = new WorkerLauncher(new SpawnerThread());
        launcher.Raise(WorkerWalls.None(runtime));
        _factory = new WorkerFactory(launcher, parts);
        _blanks = new BlankWorkers(_factory, options, TimeProvider.System, NullLogger<BlankWorkers>.Instance);
        Pool = new WorkerPool(_blanks, ReadAsync, parts);
        _clock = new PoolClock(Pool, TimeProvider.System, NullLogger<PoolClock>.Instance);
        _ = _clock.StartAsync(default);
    }

    public WorkerPool Pool { get; }

    public IReadOnlyCollection<WorkerLogLine> Log => _log;

    public Assignment Add(string source, FunctionLimits? limits = null, int version = 1, string id = "function")
    {
        _sources[$"{id}@{version}"] = source;
        return new Assignment(id, "test", version, limits ?? new FunctionLimits { TimeoutMs = 5000 });
    }

    public void Forget(Assignment assignment) => _sources.TryRemove($"{assignment.FunctionId}@{assignment.Version}", out _);

    public async Task<Lease> LeaseAsync(Assignment assignment, TimeSpan? patience = null) =>
        await Pool.LeaseAsync(assignment, Deadline(patience ?? TimeSpan.FromSeconds(10)), default);

    public async Task<CallEnd> CallAsync(
        Assignment assignment, string subpath = "/", TimeSpan? limit = null, CancellationToken callerLeft = default)
    {
        var lease = await LeaseAsync(assignment);
        lease.Kind.Should().Be(LeaseKind.Granted, lease.Reason);
        return await SendAsync(lease, assignment, subpath, limit, callerLeft);
    }

    public static async Task<CallEnd> SendAsync(
        Lease lease, Assignment assignment, string subpath = "/", TimeSpan? limit = null, CancellationToken callerLeft = default)
    {
        var time = limit ?? TimeSpan.FromMilliseconds(assignment.Limits.TimeoutMs);
        var request = new InvokeRequest.Http
        {
            Deadline = DateTimeOffset.UtcNow + time,
            Method = "GET",
            Origin = "http://localhost",
            Path = "/functions/run/function" + subpath,
            Subpath = subpath,
            Query = "",
            Headers = [],
        };
        return await lease.Worker!.SendAsync(InvocationId.New(), request, Deadline(time), callerLeft);
    }

    public static string Text(CallEnd end)
    {
        end.Kind.Should().Be(CallEndKind.Replied, end.Death?.Description);
        var answered = end.Reply.Should().BeOfType<InvokeReply.Answered>().Subject;
        return Encoding.UTF8.GetString(answered.Answer.Body.Span);
    }

    public async ValueTask DisposeAsync()
    {
        await _clock.StopAsync(default);
        _clock.Dispose();
        Pool.Dispose();
        _blanks.Dispose();
        _factory.Dispose();
    }

    private static long Deadline(TimeSpan after) =>
        TimeProvider.System.GetTimestamp() + (long)(after.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private ValueTask<AssignedProgram?> ReadAsync(Assignment assignment, CancellationToken cancellationToken) => ValueTask.FromResult(
        _sources.TryGetValue($"{assignment.FunctionId}@{assignment.Version}", out var source)
            ? new AssignedProgram(source, new Dictionary<string, string>())
            : null);
}
