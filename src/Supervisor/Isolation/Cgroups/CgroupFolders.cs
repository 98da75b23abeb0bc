namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Where one group stands: a single folder in version 2, one for each hierarchy in version 1.</summary>
internal sealed class CgroupFolders
{
    private readonly IReadOnlyDictionary<string, string> _ofController;

    private CgroupFolders(IReadOnlyList<string> all, IReadOnlyDictionary<string, string> ofController)
    {
        All = all;
        _ofController = ofController;
    }

    /// <summary>Every folder, once.</summary>
    public IReadOnlyList<string> All { get; }

    /// <summary>A group of version 2 with the controllers that hold in it.</summary>
    public static CgroupFolders Unified(string folder, IEnumerable<string> controllers) =>
        new([folder], controllers.ToDictionary(controller => controller, _ => folder, StringComparer.Ordinal));

    /// <summary>A group of version 1. Controllers mounted together share a folder.</summary>
    public static CgroupFolders Legacy(IReadOnlyDictionary<string, string> folderOfController) =>
        new([.. folderOfController.Values.Distinct(StringComparer.Ordinal)], folderOfController);

    /// <summary>The folder in which a controller is set, or null where it is not to be had.</summary>
    public string? Of(string controller) => _ofController.GetValueOrDefault(controller);

    /// <summary>The group of this name below this one.</summary>
    public CgroupFolders Below(string name) => new(
        [.. All.Select(folder => $"{folder}/{name}")],
        _ofController.ToDictionary(pair => pair.Key, pair => $"{pair.Value}/{name}", StringComparer.Ordinal));

    /// <summary>Makes all folders or, when one fails, none.</summary>
    public CgroupFailure? Make()
    {
        foreach (var folder in All)
        {
            if (CgroupFiles.Make(folder) is { } failure)
            {
                foreach (var made in All.TakeWhile(other => !string.Equals(other, folder, StringComparison.Ordinal)))
                {
                    CgroupFiles.Remove(made);
                }

                return failure;
            }
        }

        return null;
    }
}
