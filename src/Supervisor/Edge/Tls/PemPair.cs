using System.Security.Cryptography;

namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>What both files of a certificate hold at one moment.</summary>
/// <param name="Certificate">The certificate's file.</param>
/// <param name="Key">The key's file.</param>
internal sealed record PemPair(PemFile Certificate, PemFile Key)
{
    /// <summary>Tells contents apart without keeping a key.</summary>
    public string Digest { get; } = $"{Certificate.Digest} {Key.Digest}";

    public static PemPair Read(CertificateFiles files) => new(PemFile.Read(files.Certificate), PemFile.Read(files.Key));
}

/// <summary>One PEM file as it is now: its text, or why it cannot be read.</summary>
/// <param name="Text">What it holds; null when it cannot be read.</param>
/// <param name="Complaint">Why it cannot be read, going on from its name.</param>
/// <param name="IsOpenToOthers">Whether every user of the machine may read it.</param>
internal sealed record PemFile(string? Text, string? Complaint, bool IsOpenToOthers)
{
    /// <summary>A chain of certificates has a few KiB.</summary>
    private const int MostBytes = 256 * 1024;

    /// <summary>Of its text, or of the complaint.</summary>
    public string Digest { get; } = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text ?? $"\0{Complaint}")));

    /// <summary>Reads it whole, through links: file times tell nothing of what a link leads to, and contents do.</summary>
    public static PemFile Read(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > MostBytes)
            {
                return Unreadable($"is larger than {MostBytes} bytes");
            }

            using var reader = new StreamReader(file);
            var isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file.SafeFileHandle) & UnixFileMode.OtherRead) != 0;
            return new PemFile(reader.ReadToEnd(), Complaint: null, isOpen);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable("does not exist");
        }
        catch (UnauthorizedAccessException)
        {
            return Unreadable(Directory.Exists(path) ? "is a folder" : "may not be read by this server's user");
        }
        catch (IOException exception)
        {
            return Unreadable($"cannot be read ({exception.GetType().Name})");
        }
    }

    private static PemFile Unreadable(string complaint) => new(Text: null, complaint, IsOpenToOthers: false);
}
