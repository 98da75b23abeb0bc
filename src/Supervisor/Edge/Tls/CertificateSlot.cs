namespace MolnOS.Sandbox.Edge.Tls;

/// <summary>
/// When a changed pair of files is looked into: not before both have stood still from one look to the next, since two files change one after
/// the other, and a file grows as it is written. Each content is judged once. Pure.
/// </summary>
internal sealed class CertificateSlot(string digest)
{
    private string _judged = digest;
    private string _seen = digest;

    /// <summary>Whether what the files hold now is to be judged.</summary>
    public bool IsDue(string digest)
    {
        var hasStoodStill = string.Equals(digest, _seen, StringComparison.Ordinal);
        _seen = digest;
        if (!hasStoodStill || string.Equals(digest, _judged, StringComparison.Ordinal))
        {
            return false;
        }

        _judged = digest;
        return true;
    }
}
