using MolnOS.Sandbox.Isolation;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// Keeps blank workers of the usual memory size ready, so that a cold function costs a load and no process start. Refilling happens
/// behind the taker. Other sizes are started on demand: V8's heap limit is fixed when a process starts.
/// </summary>
internal sealed partial class BlankWorkers(WorkerFactory factory, WorkersOptions options, TimeProvider time, ILogger<BlankWorkers> logger)
    : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly WorkerNeeds _usual = new(new FunctionLimits().MemoryMb, options.BaseMemoryMb);
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Queue<Worker> _ready = new();
    private readonly LinkedList<TaskCompletionSource<Worker>> _takers = new();
    private int _starting;
    private int _failures;

    /// <summary>Blank workers ready now.</summary>
    public int ReadyCount
    {
        get
        {
            lock (_gate)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Blank workers on their way.</summary>
    public int StartingCount => Volatile.Read(ref _starting);

    /// <summary>Fills the pool; call it once at start.</summary>
    public void Start() => Refill();

    /// <summary>A blank worker for what a function needs: at once when one is ready, else when one has started.</summary>
    /// <exception cref="WorkerStartException">None could be started.</exception>
    public async Task<Worker> TakeAsync(FunctionLimits limits, CancellationToken cancellationToken)
    {
        var needs = _usual with { MemoryMb = limits.MemoryMb, CpuCores = limits.Cpu };
        if (needs.MemoryMb != _usual.MemoryMb)
        {
            return await factory.StartAsync(needs, cancellationToken).ConfigureAwait(false);
        }

        var worker = await TakeUsualAsync(cancellationToken).ConfigureAwait(false);
        if (needs == _usual || worker.TryLimit(needs))
        {
            return worker;
        }

        worker.Kill(DeathReason.Retired);
        throw new WorkerStartException("A worker could not be given the processor limit of the function.");
    }

    /// <summary>Ends the blank workers and starts no more.</summary>
    public void Stop()
    {
        _stopping.Cancel();
        lock (_gate)
        {
            while (_ready.TryDequeue(out var worker))
            {
                worker.Kill(DeathReason.Retired);
            }
        }
    }

    /// <summary>A start that failed is not stopped first.</summary>
    public void Dispose()
    {
        Stop();
        _stopping.Dispose();
    }

    private async Task<Worker> TakeUsualAsync(CancellationToken cancellationToken)
    {
        Task<Worker> taken;
        lock (_gate)
        {
            while (_ready.TryDequeue(out var worker))
            {
                if (worker.IsServing)
                {
                    // Behind the taker: its load goes first.
                    ThreadPool.QueueUserWorkItem(static blanks => blanks.Refill(), this, preferLocal: false);
                    return worker;
                }
            }

            taken = _takers.AddLast(new TaskCompletionSource<Worker>(TaskCreationOptions.RunContinuationsAsynchronously)).Value.Task;
        }

        Refill();
        try
        {
            return await taken.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            _ = taken.ContinueWith(
                task => GiveBack(task.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            throw;
        }
    }

    private void Refill()
    {
        lock (_gate)
        {
            while (!_stopping.IsCancellationRequested && _ready.Count + _starting < options.Warm + _takers.Count)
            {
                _starting++;
                _ = StartOneAsync();
            }
        }
    }

    private async Task StartOneAsync()
    {
        try
        {
            // Never on the stack of a taker that holds the gate.
            await Task.Yield();
            var worker = await factory.StartAsync(_usual, _stopping.Token).ConfigureAwait(false);
            _failures = 0;
            lock (_gate)
            {
                _starting--;
            }

            GiveBack(worker);
        }
        catch (OperationCanceledException)
        {
            FailTakers(new WorkerStartException("The server is stopping."));
        }
        catch (WorkerStartException error)
        {
            LogStartFailed(error.Message);
            FailTakers(error);
            var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(_failures++, 10)));
            await Task.Delay(pause < LongestPause ? pause : LongestPause, time).ConfigureAwait(false);
            Refill();
        }
    }

    private void GiveBack(Worker worker)
    {
        _ = WatchAsync(worker);
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                worker.Kill(DeathReason.Retired);
            }
            else if (_takers.First is { } taker)
            {
                _takers.RemoveFirst();
                taker.Value.SetResult(worker);
            }
            else
            {
                _ready.Enqueue(worker);
            }
        }
    }

    /// <summary>A blank worker that ends before it is taken is replaced.</summary>
    private async Task WatchAsync(Worker worker)
    {
        await worker.Death.ConfigureAwait(false);
        if (worker.Assignment is not null)
        {
            return;
        }

        lock (_gate)
        {
            var alive = _ready.Where(other => other.IsServing).ToArray();
            _ready.Clear();
            foreach (var other in alive)
            {
                _ready.Enqueue(other);
            }
        }

        Refill();
    }

    private void FailTakers(WorkerStartException error)
    {
        TaskCompletionSource<Worker>[] takers;
        lock (_gate)
        {
            _starting--;
            takers = [.. _takers];
            _takers.Clear();
        }

        foreach (var taker in takers)
        {
            taker.TrySetException(error);
        }
    }

    [LoggerMessage(401, LogLevel.Error, "A blank worker did not start: {Reason}")]
    private partial void LogStartFailed(string reason);
}
