using System.Diagnostics.CodeAnalysis;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>Data that all lanes have in memory, ready to be delivered. Past the bound each lane has one delivery ready, the others lie in the store.</summary>
internal sealed class BufferBudget
{
    private const long Most = 64 * 1024 * 1024;

    private long _bytes;

    public bool IsSpent => Volatile.Read(ref _bytes) >= Most;

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}

/// <summary>Deliveries of one function in memory: those that are ready, and which ones run. Guarded by the lane that owns it.</summary>
internal sealed class LaneBuffer(BufferBudget budget)
{
    /// <summary>Deliveries that may be ready.</summary>
    public const int MostReady = 64;

    /// <summary>Bytes of data that may be ready.</summary>
    public const long MostReadyBytes = 4 * 1024 * 1024;

    private readonly Queue<WaitingDelivery> _ready = new();
    private readonly HashSet<long> _held = [];
    private readonly HashSet<long> _endedWhileReading = [];
    private long _bytes;
    private bool _isReading;

    /// <summary>Deliveries that are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>How many more may become ready.</summary>
    public int Room => _ready.Count >= MostReady || _bytes >= MostReadyBytes ? 0
        : budget.IsSpent ? Math.Max(0, 1 - _ready.Count)
        : MostReady - _ready.Count;

    /// <summary>Takes one in, unless it is in or has ended since the store was asked.</summary>
    public void Add(WaitingDelivery delivery)
    {
        if (!_endedWhileReading.Contains(delivery.Id) && _held.Add(delivery.Id))
        {
            Enqueue(delivery);
        }
    }

    /// <summary>Gives the next to be run; it stays known.</summary>
    public bool TryTake([NotNullWhen(true)] out WaitingDelivery? delivery)
    {
        if (_ready.TryDequeue(out delivery))
        {
            AddBytes(-delivery.Event.Data.Length);
            return true;
        }

        return false;
    }

    /// <summary>One that was taken could not be run.</summary>
    public void PutBack(WaitingDelivery delivery) => Enqueue(delivery);

    /// <summary>One that was taken has ended, or its turn comes anew from the store.</summary>
    public void Forget(long id)
    {
        _held.Remove(id);
        if (_isReading)
        {
            _endedWhileReading.Add(id);
        }
    }

    /// <summary>The store is being asked; which deliveries it need not give.</summary>
    public IReadOnlySet<long> BeginRead()
    {
        _isReading = true;
        return new HashSet<long>(_held);
    }

    /// <summary>The store has answered.</summary>
    public void EndRead()
    {
        _isReading = false;
        _endedWhileReading.Clear();
    }

    /// <summary>Forgets all that are ready.</summary>
    public void DropReady()
    {
        while (TryTake(out var delivery))
        {
            Forget(delivery.Id);
        }
    }

    private void Enqueue(WaitingDelivery delivery)
    {
        _ready.Enqueue(delivery);
        AddBytes(delivery.Event.Data.Length);
    }

    private void AddBytes(long bytes)
    {
        _bytes += bytes;
        budget.Add(bytes);
    }
}
