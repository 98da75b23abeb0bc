using System.Text.Json;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.EndToEnd.Tests.Isolation;

/// <summary>What a process behind the walls, with none of Node's own gates, saw and reached; asked once for all tests.</summary>
public abstract class Probe(bool asNobody) : IAsyncLifetime
{
    private JsonElement _seen;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        using var folder = new DataFolder();
        var (node, shim) = (RepositoryPaths.Node, RepositoryPaths.FromRoot("tests/EndToEnd.Tests/Isolation/probe"));
        if (asNobody && Environment.IsPrivilegedProcess)
        {
            (node, shim) = CopyForEverybody(node, shim, folder.Path);
        }

        using var launch = await Launch.BehindWallsAsync(node, shim, asNobody, "--no-warnings");
        _seen = JsonDocument.Parse(await launch.ReadLineAsync()).RootElement;
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What one try gave.</summary>
    internal JsonElement this[string name] => _seen.GetProperty(name);

    /// <summary>All tries, by name.</summary>
    internal IEnumerable<JsonProperty> All => _seen.EnumerateObject();

    // The repository may lie in a home that nobody else can enter.
    private static (string Node, string Shim) CopyForEverybody(string node, string shim, string folder)
    {
        const UnixFileMode Everybody =
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var copy = (Node: Path.Combine(folder, "node"), Shim: Path.Combine(folder, "shim"));
        File.SetUnixFileMode(folder, Everybody);
        Directory.CreateDirectory(copy.Shim, Everybody);
        File.Copy(node, copy.Node);
        foreach (var file in Directory.EnumerateFiles(shim))
        {
            File.Copy(file, Path.Combine(copy.Shim, Path.GetFileName(file)));
        }

        return copy;
    }
}

/// <summary>The probe started by the user who runs the tests.</summary>
public sealed class OwnProbe() : Probe(asNobody: false);

/// <summary>The probe started by a user without any privilege.</summary>
public sealed class NobodysProbe() : Probe(asNobody: true);
