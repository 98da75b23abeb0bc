namespace MolnOS.Sandbox.Persistence.Sqlite;

/// <summary>One piece of work for the writer: it happens as a whole or not at all, and its caller hears only once that is on disk.</summary>
internal abstract class WriteUnit
{
    /// <summary>Whether its caller gave up before it began.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Does the work. It may be done anew when the transaction around it was lost.</summary>
    public abstract void Run(SqliteSession session);

    /// <summary>Tells the caller that it is on disk.</summary>
    public abstract void Acknowledge();

    /// <summary>Tells the caller that nothing of it happened.</summary>
    public abstract void Fail(Exception reason);
}

/// <summary>A <see cref="WriteUnit"/> with a result.</summary>
/// <param name="work">Does it.</param>
/// <param name="committed">Told of the result once it is on disk, in the order of commits and before the caller hears.</param>
/// <param name="cancellationToken">Gives up while the work has not begun.</param>
internal sealed class WriteUnit<T>(Func<SqliteSession, T> work, Action<T>? committed, CancellationToken cancellationToken) : WriteUnit
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    /// <summary>Ends when the work is on disk, or has failed.</summary>
    public Task<T> Done => _done.Task;

    /// <inheritdoc/>
    public override bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <inheritdoc/>
    public override void Run(SqliteSession session) => _result = work(session);

    /// <inheritdoc/>
    public override void Acknowledge()
    {
        committed?.Invoke(_result);
        _done.TrySetResult(_result);
    }

    /// <inheritdoc/>
    public override void Fail(Exception reason) => _done.TrySetException(reason);
}
