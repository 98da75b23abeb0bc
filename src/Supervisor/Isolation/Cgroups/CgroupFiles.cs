using System.Text;

namespace MolnOS.Sandbox.Isolation.Cgroups;

/// <summary>Writes a value into a file of a group: null when it is done.</summary>
internal delegate CgroupFailure? CgroupWrite(string path, string value);

/// <summary>The only calls on the files of groups. None throws for what the kernel may answer.</summary>
internal static class CgroupFiles
{
    /// <summary>The text of a file, or null when it cannot be read.</summary>
    public static string? Read(string path)
    {
        string? text = null;
        return Try("read", path, () => text = File.ReadAllText(path)) is null ? text : null;
    }

    /// <summary>Writes in one call, as the kernel wants it, into a file that is there.</summary>
    public static CgroupFailure? Write(string path, string value) => Try($"write {value} to", path, () =>
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, Encoding.ASCII.GetBytes(value), 0);
    });

    /// <summary>Whether this user could write a file; nothing is written.</summary>
    public static CgroupFailure? CheckWritable(string path) => Try("write to", path, () =>
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
    });

    /// <summary>Makes a group; one that is there already is a failure.</summary>
    public static CgroupFailure? Make(string folder) => Directory.Exists(folder)
        ? new CgroupFailure(CgroupFault.Exists, "make", folder)
        : Try("make", folder, () => Directory.CreateDirectory(folder));

    /// <summary>Makes a group if it is not there. Only we have its name: a process that replaced its program finds its own again.</summary>
    public static CgroupFailure? MakeOrKeep(string folder) => Make(folder) is { Fault: not CgroupFault.Exists } failure ? failure : null;

    /// <summary>Removes a group with no process and no group in it; one that is gone is no failure.</summary>
    public static CgroupFailure? Remove(string folder) =>
        Try("remove", folder, () => Directory.Delete(folder)) is { Fault: not CgroupFault.Gone } failure ? failure : null;

    /// <summary>The groups right below one, as paths.</summary>
    public static IReadOnlyList<string> Below(string folder)
    {
        string[] found = [];
        Try("list", folder, () => found = Directory.GetDirectories(folder));
        return found;
    }

    private static CgroupFailure? Try(string act, string path, Action call)
    {
        try
        {
            call();
            return null;
        }
        catch (Exception error) when (CgroupFailure.From(error, act, path) is not null)
        {
            return CgroupFailure.From(error, act, path);
        }
    }
}
