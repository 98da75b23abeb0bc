using System.Diagnostics;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Waits for a condition instead of a time, and says what did not come true.</summary>
public static class Eventually
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once <paramref name="condition"/> holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan limit, string what) =>
        await FindsAsync(async () => await condition() ? what : null, limit, what);

    /// <summary>Returns the first value of <paramref name="probe"/> that is not null.</summary>
    /// <exception cref="TimeoutException">There was none in time.</exception>
    public static async Task<T> FindsAsync<T>(Func<Task<T?>> probe, TimeSpan limit, string what)
        where T : class
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            if (await probe() is { } found)
            {
                return found;
            }

            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"Within {limit.TotalSeconds:0.#} s this did not come true: {what}.");
            }

            await Task.Delay(s_pause);
        }
    }
}
