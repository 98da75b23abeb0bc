using System.Text.Json;

namespace MolnOS.Sandbox.Hosting.Configuration;

/// <summary>Reads <c>molnos.config.json</c>: an object per section; comments and trailing commas are welcome.</summary>
internal static class SettingsFile
{
    private const string DefaultName = "molnos.config.json";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
        AllowDuplicateProperties = false,
    };

    /// <summary>The settings of the named file, or of the one in the working directory when there is one.</summary>
    public static IReadOnlyList<Setting> Read(string? named, string workingDirectory)
    {
        var path = Path.Combine(workingDirectory, named ?? DefaultName);
        if (!File.Exists(path))
        {
            return named is null ? [] : throw StartRefusedException.ForSetting($"--config: there is no file '{named}'.");
        }

        var name = named ?? DefaultName;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw StartRefusedException.ForSetting($"{name} must hold a JSON object.");
            }

            var settings = new List<Setting>();
            Flatten(document.RootElement, string.Empty, name, settings);
            return settings;
        }
        catch (JsonException exception)
        {
            throw StartRefusedException.ForSetting($"{name}: line {exception.LineNumber + 1} is not valid JSON.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw StartRefusedException.ForSetting($"{name} cannot be read: {exception.Message}");
        }
    }

    private static void Flatten(JsonElement element, string key, string file, List<Setting> settings)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject().Where(member => key.Length > 0 || member.Name is not "$schema"))
                {
                    Flatten(member.Value, key.Length == 0 ? member.Name : $"{key}:{member.Name}", file, settings);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, $"{key}:{index}", file, settings);
                }

                break;
            case JsonValueKind.Null:
                break;
            default:
                settings.Add(new Setting(key, element.ToString(), $"{file}: {key}"));
                break;
        }
    }
}
