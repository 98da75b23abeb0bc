using System.IO.Pipelines;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Supervisor.Tests.Observability;

namespace MolnOS.Sandbox.Supervisor.Tests.Management;

/// <summary>A function's log as server-sent events.</summary>
public sealed class LogStreamTests : IAsyncDisposable
{
    private readonly LogFixture _fixture = new();
    private readonly HeldTimers _time = new();
    private readonly Lifetime _lifetime = new();
    private readonly CancellationTokenSource _left = new();
    private readonly Pipe _sent = new();
    private readonly ServiceProvider _services;
    private readonly DefaultHttpContext _context;
    private readonly StreamReader _reader;

    public LogStreamTests()
    {
        _services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(_lifetime).AddSingleton<TimeProvider>(_time).BuildServiceProvider();
        _context = new DefaultHttpContext { RequestServices = _services, RequestAborted = _left.Token };
        _context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_sent.Writer.AsStream()));
        _reader = new StreamReader(_sent.Reader.AsStream());
    }

    public async ValueTask DisposeAsync()
    {
        await _fixture.DisposeAsync();
        await _services.DisposeAsync();
        _reader.Dispose();
        _left.Dispose();
        _lifetime.Dispose();
    }

    [Fact]
    public async Task Lines_are_events_of_one_json_object_each_the_past_first()
    {
        await _fixture.StartAsync();
        _fixture.Log.Append(_fixture.Line("past\nline") with { InvocationId = "i1", FieldsJson = """{"user":7}""" });
        var running = RunAsync();

        var past = await EventAsync();
        _fixture.Log.Append(_fixture.Line("live") with { IsLate = true, Level = LogSeverity.Warn });
        var live = await EventAsync();

        (_context.Response.ContentType, _context.Response.Headers.CacheControl.ToString()).Should().Be(("text/event-stream", "no-store"));
        past.ToJsonString().Should().Be(
            """{"timestamp":"2026-01-02T03:04:05.000Z","level":"info","message":"past\nline","invocationId":"i1","fields":{"user":7}}""");
        live.ToJsonString().Should().Be("""{"timestamp":"2026-01-02T03:04:05.000Z","level":"warn","message":"live","late":true}""");
        await EndAsync(running);
    }

    [Fact]
    public async Task A_quiet_stream_beats_every_15_seconds_and_loses_no_line_by_it()
    {
        await _fixture.StartAsync();
        var running = RunAsync();

        for (var beat = 0; beat < 3; beat++)
        {
            (await _time.NextAsync()).Fire(TimeSpan.FromSeconds(15));
            (await LineAsync()).Should().Be(": heartbeat");
            (await LineAsync()).Should().BeEmpty();
        }

        _fixture.Log.Append(_fixture.Line("after"));
        (await EventAsync())["message"]!.GetValue<string>().Should().Be("after");
        await EndAsync(running);
    }

    [Fact]
    public async Task It_ends_when_the_server_begins_to_stop()
    {
        await _fixture.StartAsync();
        var running = RunAsync();
        await _time.NextAsync();

        await _lifetime.StopAsync();

        await running.WaitAsync(TimeSpan.FromSeconds(30));
        (await _reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30))).Should().BeEmpty();
    }

    [Fact]
    public async Task It_ends_when_its_reader_leaves()
    {
        await _fixture.StartAsync();
        var running = RunAsync();
        await _time.NextAsync();

        await EndAsync(running);
    }

    private async Task RunAsync()
    {
        await new LogStream(_fixture.Log, new FunctionLogQuery { FunctionId = "f" }).ExecuteAsync(_context);
        await _sent.Writer.CompleteAsync();
    }

    private async Task EndAsync(Task running)
    {
        await _left.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task<JsonObject> EventAsync()
    {
        var line = await LineAsync();
        line.Should().StartWith("data: ");
        (await LineAsync()).Should().BeEmpty();
        return JsonNode.Parse(line!["data: ".Length..])!.AsObject();
    }

    private Task<string?> LineAsync() => _reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>Timers that go off when a test says so, if they were set to the time it says.</summary>
    private sealed class HeldTimers : TimeProvider
    {
        private readonly Channel<HeldTimer> _made = Channel.CreateUnbounded<HeldTimer>();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new HeldTimer(callback, state, dueTime);
            _made.Writer.TryWrite(timer);
            return timer;
        }

        public Task<HeldTimer> NextAsync() => _made.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class HeldTimer(TimerCallback callback, object? state, TimeSpan dueTime) : ITimer
    {
        public void Fire(TimeSpan due)
        {
            dueTime.Should().Be(due);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public Task StopAsync() => _stopping.CancelAsync();

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
