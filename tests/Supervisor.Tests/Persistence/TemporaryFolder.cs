namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FolderPath { get; } = Directory.CreateTempSubdirectory("molnos-test-").FullName;

    public string PathOf(string name) => Path.Combine(FolderPath, name);

    public void Dispose() => Directory.Delete(FolderPath, recursive: true);
}
