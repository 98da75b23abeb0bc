using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>What came of loading a program in a worker.</summary>
internal abstract record LoadVerdict
{
    private LoadVerdict()
    {
    }

    /// <summary>It loaded; the worker is ready for its first call.</summary>
    public sealed record Loaded(PreparedWorker Worker) : LoadVerdict;

    /// <summary>It did not, by the program's own doing.</summary>
    public sealed record Refused(LoadFailure Failure) : LoadVerdict;

    /// <summary>No worker could be had to try.</summary>
    public sealed record Unavailable(string Reason, TimeSpan RetryAfter) : LoadVerdict;
}

/// <summary>A worker that has loaded a version which does not serve yet: publish it, or dispose it.</summary>
internal sealed class PreparedWorker(Worker worker) : IDisposable
{
    private int _isUsed;

    /// <summary>Gives the worker out, once.</summary>
    public Worker? Take() => Interlocked.Exchange(ref _isUsed, 1) == 0 ? worker : null;

    public void Dispose() => Take()?.Kill(DeathReason.Retired);
}
