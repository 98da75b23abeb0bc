using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Backups;

/// <summary>The names that entries of a backup have. There are no others, so that no archive leads out of the folder that it is unpacked in.</summary>
internal static class BackupEntries
{
    /// <summary>The first entry.</summary>
    public const string Facts = "backup.json";

    /// <summary>The last entry: SHA-256 and name of each other, a line each in their order, as <c>sha256sum --check</c> reads them.</summary>
    public const string Sums = "SHA256SUMS";

    private const string Objects = "objects/";
    private const int FolderDigits = 2;

    /// <summary>The name of a content's entry, which is also its path in the data folder.</summary>
    public static string OfContent(string contentId) => $"{Objects}{contentId[..FolderDigits]}/{contentId}";

    /// <summary>Whether an entry of this name is data.</summary>
    public static bool IsData(string name) =>
        name is SecretKey.FileName || DatabaseFiles.Migrations.ContainsKey(name)
        || (name.StartsWith(Objects, StringComparison.Ordinal) && name.Split('/') is [_, _, var id] && ContentId.Is(id) && string.Equals(name, OfContent(id), StringComparison.Ordinal));

    /// <summary>A line of <see cref="Sums"/>.</summary>
    public static string SumLine(ReadOnlySpan<byte> hash, string name) => $"{Convert.ToHexStringLower(hash)}  {name}\n";
}
