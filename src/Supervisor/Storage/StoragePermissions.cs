using MolnOS.Sandbox.Access;

namespace MolnOS.Sandbox.Storage;

/// <summary>The permissions that the HTTP API of buckets asks for; all but the first are about one bucket.</summary>
internal static class StoragePermissions
{
    /// <summary>What belongs to no bucket: the list of all.</summary>
    public static Permission List { get; } = Permission.Parse("storage.read");

    /// <summary>Seeing a bucket and reading its objects.</summary>
    public static Permission Read { get; } = Permission.Parse("storage.bucket.read");

    /// <summary>Putting and removing objects.</summary>
    public static Permission Write { get; } = Permission.Parse("storage.bucket.write");

    public static Permission Create { get; } = Permission.Parse("storage.bucket.create");

    /// <summary>Making a bucket public or private.</summary>
    public static Permission Update { get; } = Permission.Parse("storage.bucket.update");

    /// <summary>Removing a bucket, with its objects too.</summary>
    public static Permission Delete { get; } = Permission.Parse("storage.bucket.delete");
}
