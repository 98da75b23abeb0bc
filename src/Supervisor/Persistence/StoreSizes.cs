using System.Diagnostics.Metrics;

namespace MolnOS.Sandbox.Persistence;

/// <summary>How much of the disk each database takes, for <c>/metrics</c>.</summary>
internal sealed class StoreSizes(DataFolder folder, Meter meter) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        meter.CreateObservableGauge("molnos_store_bytes", Measure, description: "What each database takes on disk, in bytes, with what was written to it last.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Measure() => DatabaseFiles.Migrations.Keys.Select(file => new Measurement<long>(
        LengthOf(file) + LengthOf($"{file}-wal"), new KeyValuePair<string, object?>("store", Path.GetFileNameWithoutExtension(file))));

    private long LengthOf(string file)
    {
        var info = new FileInfo(folder.PathOf(file));
        // SQLite takes the write-ahead log away when it likes, also between the two questions.
        try
        {
            return info.Exists ? info.Length : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
