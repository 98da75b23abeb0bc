namespace MolnOS.Sandbox.Fetch;

/// <summary>Counts the fetches that are open, so that no function takes all that the server has.</summary>
internal sealed class FetchSlots(FetchOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FunctionShare> _shares = new(StringComparer.Ordinal);
    private int _open;

    /// <summary>Fetches that are open.</summary>
    public int Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>Takes a slot; null when there is none, and <paramref name="fault"/> says why.</summary>
    public FunctionShare? TryTake(string functionId, out string? fault)
    {
        lock (_gate)
        {
            if (!_shares.TryGetValue(functionId, out var share))
            {
                share = new FunctionShare(functionId);
            }

            fault = share.Open >= options.MaxPerFunction
                ? $"This function has {share.Open} fetches open already, which is the most it may; read their bodies to the end or cancel them."
                : _open >= options.MaxOpen ? "The server has as many fetches open as it may; try again later." : null;
            if (fault is not null)
            {
                return null;
            }

            _shares[functionId] = share;
            share.Open++;
            _open++;
            return share;
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Return(FunctionShare share)
    {
        lock (_gate)
        {
            _open--;
            if (--share.Open == 0)
            {
                _shares.Remove(share.FunctionId);
            }
        }
    }
}

/// <summary>What one function has of all that fetches share.</summary>
/// <param name="functionId">The function.</param>
internal sealed class FunctionShare(string functionId)
{
    /// <summary>The function.</summary>
    public string FunctionId => functionId;

    /// <summary>The line in which its lookups of names wait, so that slow ones of a hostile name server hold up nobody else's.</summary>
    public Lanes Lookups { get; } = new(NameLookup.MostOfOneFunction);

    /// <summary>Fetches that it has open. Guarded by <see cref="FetchSlots"/>.</summary>
    public int Open { get; set; }
}
