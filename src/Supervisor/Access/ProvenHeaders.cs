using System.Runtime.CompilerServices;

namespace MolnOS.Sandbox.Access;

/// <summary>
/// Callers whose key was checked in a header that comes again. Kestrel hands out the very same string for each request of a connection
/// that repeats its header, so that the same object, and nothing less, stands for the check that was made of it. A few are kept; what
/// is not among them is checked as ever.
/// </summary>
internal sealed class ProvenHeaders
{
    private const int Slots = 256;

    private readonly Proven?[] _slots = new Proven?[Slots];

    /// <summary>The caller, when this very string was proven under what holds now; else null.</summary>
    /// <param name="header">The header as Kestrel gave it.</param>
    /// <param name="now">Accounts and roles as they stand: any change makes all checks before it worth nothing.</param>
    public Caller? Find(string header, AccessSnapshot now) =>
        Volatile.Read(ref Slot(header)) is { } proven && ReferenceEquals(proven.Header, header) && ReferenceEquals(proven.Snapshot, now) ? proven.Caller : null;

    /// <summary>Keeps a check for the next request.</summary>
    public void Keep(string header, AccessSnapshot now, Caller caller) => Volatile.Write(ref Slot(header), new Proven(header, now, caller));

    private ref Proven? Slot(string header) => ref _slots[RuntimeHelpers.GetHashCode(header) & (Slots - 1)];

    private sealed record Proven(string Header, AccessSnapshot Snapshot, Caller Caller);
}
