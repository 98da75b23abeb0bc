namespace MolnOS.Sandbox.Persistence;

/// <summary>The content of an object, as the database knows it.</summary>
/// <param name="Id">Its id, which is the name of its file.</param>
/// <param name="Bytes">How long that file must be.</param>
internal readonly record struct StoredContent(string Id, long Bytes);
