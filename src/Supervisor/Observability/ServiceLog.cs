using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Observability;

/// <summary>What became of a line that somebody posted.</summary>
internal enum PostOutcome
{
    /// <summary>It will be written within a moment.</summary>
    Taken,

    /// <summary>Lines come faster than is allowed, or than can be written.</summary>
    TooFast,

    /// <summary>There are as many services with lines as there may be.</summary>
    TooManyServices,
}

/// <summary>The log of all services: lines posted from outside, and the search through them and those of functions.</summary>
internal sealed class ServiceLog(LogQueue queue, ILogStore store) : IDisposable
{
    /// <summary>Services that posted lines may be filed under at a time.</summary>
    public const int MostServices = 1000;

    /// <summary>So many of the file's readers at most look through the log; the others are for who reads one function's lines.</summary>
    private readonly SemaphoreSlim _searches = new(2);
    private readonly SemaphoreSlim _counting = new(1);
    private HashSet<string>? _services;

    /// <summary>Takes a line.</summary>
    /// <exception cref="StorageException">It cannot be told whether there is room for one more service.</exception>
    public async ValueTask<PostOutcome> PostAsync(PostedLogLine line, CancellationToken cancellationToken) =>
        !await HasRoomForAsync(line.Service, cancellationToken) ? PostOutcome.TooManyServices
        : queue.TryAppend(line) ? PostOutcome.Taken
        : PostOutcome.TooFast;

    /// <summary>The lines that match, newest first. Sees every line taken before the call.</summary>
    /// <exception cref="StorageException">The log cannot be read.</exception>
    public async Task<LogPage> SearchAsync(LogSearch search, CancellationToken cancellationToken)
    {
        await queue.FlushAsync(cancellationToken);
        await _searches.WaitAsync(cancellationToken);
        try
        {
            return await store.SearchAsync(search, cancellationToken);
        }
        finally
        {
            _searches.Release();
        }
    }

    public void Dispose()
    {
        _searches.Dispose();
        _counting.Dispose();
    }

    private async ValueTask<bool> HasRoomForAsync(string service, CancellationToken cancellationToken)
    {
        await _counting.WaitAsync(cancellationToken);
        try
        {
            if (_services is null || (_services.Count >= MostServices && !_services.Contains(service)))
            {
                // Lines go in their time, and the names of services with them.
                await queue.FlushAsync(cancellationToken);
                _services = [.. await store.ListPostedServicesAsync(MostServices, cancellationToken)];
            }

            return _services.Contains(service) || (_services.Count < MostServices && _services.Add(service));
        }
        finally
        {
            _counting.Release();
        }
    }
}
