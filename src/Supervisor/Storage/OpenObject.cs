using Microsoft.Win32.SafeHandles;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>An object as it was when it was opened: its bytes stay the same and stay there, however often it is written or removed meanwhile.</summary>
internal sealed class OpenObject(StoredObject stored, SafeFileHandle content) : IDisposable
{
    /// <summary>What is known of it.</summary>
    public StoredObject Stored => stored;

    /// <summary>Reads some bytes.</summary>
    /// <param name="buffer">Takes them.</param>
    /// <param name="from">Where they begin in the object.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many; fewer than there is room for at its end only.</returns>
    /// <exception cref="StorageException">The disk fails, or the object ends before its time.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, long from, CancellationToken cancellationToken)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, stored.Size - from)];
        var count = 0;
        while (count < wanted.Length)
        {
            var more = await ReadSomeAsync(wanted[count..], from + count, cancellationToken);
            count += more > 0 ? more : throw Damaged(stored);
        }

        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => content.Dispose();

    /// <summary>What is thrown when the content of an object is not what was stored.</summary>
    public static StorageException Damaged(StoredObject stored) =>
        new(StorageFailure.Damaged, $"The content {stored.ContentId} of an object of {stored.Size} bytes is missing or cut. Restore the data folder from a backup, or write the object again.");

    private async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, long from, CancellationToken cancellationToken)
    {
        try
        {
            return await RandomAccess.ReadAsync(content, buffer, from, cancellationToken);
        }
        catch (Exception e) when (ContentFailures.IsOne(e))
        {
            throw ContentFailures.Of(e);
        }
    }
}
