using System.Collections.Concurrent;

namespace MolnOS.Sandbox.Isolation;

/// <summary>
/// The one thread that starts processes. A worker asks the kernel to be killed when its parent dies, and for Linux the parent is the
/// thread that forked: a pool thread that retires would take its workers with it, so this one ends only with the program.
/// </summary>
internal sealed class SpawnerThread
{
    private readonly BlockingCollection<Action> _jobs = [];

    public SpawnerThread()
    {
        new Thread(Run) { Name = "worker spawner", IsBackground = true }.Start();
    }

    /// <summary>Runs <paramref name="start"/> on the thread; its exception becomes the task's.</summary>
    public Task<T> RunAsync<T>(Func<T> start)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _jobs.Add(() =>
        {
            try
            {
                done.SetResult(start());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        return done.Task;
    }

    private void Run()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }
    }
}
