namespace MolnOS.Sandbox.Persistence;

/// <summary>Keeps the few facts the server must remember about itself, by name.</summary>
internal interface ISettingStore
{
    /// <summary>The value, or null.</summary>
    Task<string?> ReadAsync(string name, CancellationToken cancellationToken);

    /// <summary>Sets the value.</summary>
    Task WriteAsync(string name, string value, CancellationToken cancellationToken);
}
