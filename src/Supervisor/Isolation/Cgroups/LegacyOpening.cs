namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Takes a place in version 1: right below our own group in each hierarchy, where processes and groups may stand side by side.</summary>
internal static class LegacyOpening
{
    /// <summary>Makes our folder in every hierarchy; those that workers can do without may fail.</summary>
    /// <param name="own">Our group for each controller.</param>
    /// <param name="mark">Who we are.</param>
    /// <param name="write">Writes into files of groups.</param>
    /// <param name="time">Clock of the tree.</param>
    public static CgroupProbe Open(CgroupFolders own, SupervisorMark mark, CgroupWrite write, TimeProvider time)
    {
        var parents = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var controller in Controllers.OfLegacy.Where(controller => own.Of(controller) is not null))
        {
            var parent = own.Of(controller)!;
            var failure = parents.ContainsValue(parent) ? null : CgroupFiles.MakeOrKeep($"{parent}/{mark.FolderName}");
            if (failure is null)
            {
                parents[controller] = parent;
            }
            else if (Controllers.IsNeeded(controller))
            {
                CgroupRemoval.TryRemove(CgroupFolders.Legacy(parents).Below(mark.FolderName).All);
                return new CgroupProbe.Missing([CgroupAdvice.ForLegacy(failure)]);
            }
        }

        return new CgroupProbe.Ready(new CgroupTree(CgroupFolders.Legacy(parents), mark, new LegacyDialect(), write, time));
    }
}
