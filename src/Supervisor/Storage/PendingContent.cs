using System.Security.Cryptography;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>A content that is being written. It lies aside until it is settled, and is gone with its disposal unless it was kept.</summary>
internal sealed class PendingContent : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ContentFolder _folder;
    private bool _isSettled;
    private bool _isKept;
    private bool _isDoubtful;

    /// <summary>Makes its file.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public PendingContent(ContentFolder folder, string id)
    {
        (_folder, Id) = (folder, id);
        try
        {
            _file = new FileStream(folder.AsideOf(id), PrivateFiles.Options(FileMode.CreateNew));
        }
        catch (Exception e) when (ContentFailures.IsOne(e))
        {
            _hash.Dispose();
            throw ContentFailures.Of(e);
        }
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Bytes so far.</summary>
    public long Size { get; private set; }

    /// <summary>SHA-256 of the bytes; known once it is settled.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Appends bytes.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _hash.AppendData(bytes.Span);
        try
        {
            await _file.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception e) when (ContentFailures.IsOne(e))
        {
            throw ContentFailures.Of(e);
        }

        Size += bytes.Length;
    }

    /// <summary>Brings the bytes, and then the name, to the disk; what it is called by is on disk when this ends. Waits for the disk.</summary>
    /// <exception cref="StorageException">The disk is full or fails.</exception>
    public void Settle() => ContentFailures.Wrapped(() =>
    {
        Hash = Convert.ToHexStringLower(_hash.GetHashAndReset());
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        _folder.MakeShelf(Id);
        var place = _folder.PlaceOf(Id);
        File.Move(_folder.AsideOf(Id), place);
        _isSettled = true;
        FolderSync.Flush(Path.GetDirectoryName(place)!);
    });

    /// <summary>An object has it: it stays.</summary>
    public void Keep() => _isKept = true;

    /// <summary>Whether an object has it is only known after the next start: until then it stays, and no sweep touches it.</summary>
    public void Doubt() => _isDoubtful = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        _file.Dispose();
        if (_isDoubtful)
        {
            return;
        }

        try
        {
            if (!_isKept)
            {
                File.Delete(_isSettled ? _folder.PlaceOf(Id) : _folder.AsideOf(Id));
            }
        }
        catch (Exception e) when (ContentFailures.IsOne(e))
        {
            // The next start removes it.
        }

        _folder.Ended(Id);
    }
}
