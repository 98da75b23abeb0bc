namespace MolnOS.Sandbox.Fetch;

/// <summary>Lets so many pieces of work run at once; further ones wait behind them.</summary>
/// <param name="count">How many.</param>
internal sealed class Lanes(int count)
{
    private readonly Lock _gate = new();
    private readonly Task[] _last = [.. Enumerable.Repeat(Task.CompletedTask, count)];
    private int _next;

    /// <summary>Runs the work in a lane that is free, or behind what runs in one.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        lock (_gate)
        {
            var free = Array.FindIndex(_last, static task => task.IsCompleted);
            var lane = free >= 0 ? free : _next++ % _last.Length;
            var mine = AfterAsync(_last[lane], work);
            _last[lane] = mine;
            return mine;
        }
    }

    private static async Task<T> AfterAsync<T>(Task before, Func<Task<T>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        return await work().ConfigureAwait(false);
    }
}
