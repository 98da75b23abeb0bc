using System.IO.MemoryMappedFiles;
using MolnOS.Sandbox.Isolation;

namespace MolnOS.Sandbox.Workers;

/// <summary>
/// What one worker says of which calls it has begun: a byte each in memory that it shares with us, which it sets before the first line of
/// user code runs. No message could be as cheap, since nobody is woken by it, nor as sure: it is there however the worker ends.
/// The worker may write what it likes; it lies only about its own calls. Guarded by its user, but for <see cref="IsSet"/>.
/// </summary>
internal sealed class StartMarks : IDisposable
{
    /// <summary>Marks in one file; more than the calls that a worker may have at once.</summary>
    public const int Count = 4096;

    private readonly MemoryFile _file = MemoryFile.OfZeros("molnos-start-marks", Count);
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _bytes;
    private readonly Stack<int> _returned = new();
    private int _used;

    public StartMarks()
    {
        _mapping = MemoryMappedFile.CreateFromFile(
            _file.Handle, mapName: null, Count, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _bytes = _mapping.CreateViewAccessor(0, Count);
    }

    /// <summary>Where the worker's launcher opens them.</summary>
    public string Path => _file.Path;

    /// <summary>A mark that is not set; false when all are in use.</summary>
    public bool TryTake(out int mark)
    {
        if (!_returned.TryPop(out mark))
        {
            mark = _used;
            if (mark == Count)
            {
                return false;
            }

            _used++;
        }

        _bytes.Write(mark, (byte)0);
        return true;
    }

    /// <summary>Lets another call have it.</summary>
    public void Return(int mark) => _returned.Push(mark);

    /// <summary>Whether the worker has set it.</summary>
    public bool IsSet(int mark) => _bytes.ReadByte(mark) != 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _mapping.Dispose();
        _file.Dispose();
    }
}
