namespace MolnOS.Sandbox.TestSupport;

/// <summary>A new folder under the system's temporary one, removed with everything in it.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("molnos-test-").FullName;

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
