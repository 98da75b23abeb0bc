namespace MolnOS.Sandbox.Access;

/// <summary>The file that hands the first key to whoever started the server: theirs alone to read, whole or not there.</summary>
internal static class AdminTokenFile
{
    public const string Name = "admin.token";

    public static async Task WriteAsync(string folder, string key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.WriteThrough };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var file = new FileStream(unfinished, options))
        await using (var writer = new StreamWriter(file))
        {
            await writer.WriteLineAsync(key.AsMemory(), cancellationToken);
        }

        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>The key in the file opens nothing any more: nobody shall try it.</summary>
    public static void Remove(string folder) => File.Delete(Path.Combine(folder, Name));

    /// <summary>Removes the file when the account whose key it holds has another key now, or is gone.</summary>
    public static void RemoveDead(string folder, string accountId)
    {
        if (string.Equals(accountId, FirstAdministrator.AccountId, StringComparison.Ordinal))
        {
            Remove(folder);
        }
    }
}
