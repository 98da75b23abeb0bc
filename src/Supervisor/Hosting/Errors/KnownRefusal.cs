namespace MolnOS.Sandbox.Hosting.Errors;

/// <summary>Turns a slice's own exceptions into refusals; null for any other. Slices register theirs as singletons.</summary>
internal delegate RefusedException? KnownRefusal(Exception exception);
