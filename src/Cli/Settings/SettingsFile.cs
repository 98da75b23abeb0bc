using System.Text.Json;
using MolnOS.Sandbox.Cli.Output;

namespace MolnOS.Sandbox.Cli.Settings;

/// <summary>The user's own settings, <c>$XDG_CONFIG_HOME/molnos/config.json</c>, which nobody else may read.</summary>
internal sealed class SettingsFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Path { get; } = path;

    /// <summary>Where it is for the user of this environment.</summary>
    public static SettingsFile Of(Surroundings surroundings)
    {
        // A relative XDG path is to be ignored, says the specification.
        var home = surroundings.Variable("XDG_CONFIG_HOME") is { } xdg && System.IO.Path.IsPathRooted(xdg)
            ? xdg
            : System.IO.Path.Combine(surroundings.Variable("HOME") ?? Environment.CurrentDirectory, ".config");
        return new SettingsFile(System.IO.Path.Combine(home, "molnos", "config.json"));
    }

    /// <summary>What it holds; nothing when there is none.</summary>
    /// <exception cref="CommandFailedException">It is no settings file.</exception>
    public StoredSettings Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), SettingsJson.Default.StoredSettings) ?? new StoredSettings();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new StoredSettings();
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // The exception's own text could quote the token.
            throw CommandFailedException.WrongUsage($"The settings file {Path} cannot be read.", "Correct it, or remove it and run `molnos auth configure`.");
        }
    }

    /// <summary>Whether somebody else could read it.</summary>
    public bool IsOpenToOthers() => File.Exists(Path) && (File.GetUnixFileMode(Path) & ~OwnerOnly) != 0;

    /// <summary>Replaces what it holds, whole or not at all.</summary>
    /// <exception cref="CommandFailedException">It cannot be written.</exception>
    public void Write(StoredSettings settings)
    {
        var fresh = $"{Path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!, OwnerOnly | UnixFileMode.UserExecute);
            using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                JsonSerializer.Serialize(file, settings, SettingsJson.Default.StoredSettings);
                file.WriteByte((byte)'\n');
                file.Flush(flushToDisk: true);
            }

            File.Move(fresh, Path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CommandFailedException.WrongUsage($"The settings file {Path} cannot be written.", "Look at the rights of its folder, or set MOLNOS_URL and MOLNOS_TOKEN instead.");
        }
    }
}
