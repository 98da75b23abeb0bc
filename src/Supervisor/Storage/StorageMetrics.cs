using System.Diagnostics.Metrics;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>What buckets hold, for <c>/metrics</c>; at most a second old.</summary>
internal sealed class StorageMetrics
{
    private volatile StoredTotals _totals = new(0, 0, 0);

    public StorageMetrics(Meter meter)
    {
        meter.CreateObservableGauge("molnos_storage_buckets", () => Totals.Buckets, description: "Buckets.");
        meter.CreateObservableGauge("molnos_storage_objects", () => Totals.Objects, description: "Objects in all buckets.");
        meter.CreateObservableGauge("molnos_storage_bytes", () => Totals.Bytes, description: "Contents of all objects together, in bytes.");
    }

    /// <summary>The totals that are shown.</summary>
    public StoredTotals Totals
    {
        get => _totals;
        set => _totals = value;
    }
}
