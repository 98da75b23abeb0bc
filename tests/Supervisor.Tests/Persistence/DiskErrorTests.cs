using Microsoft.Data.Sqlite;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

/// <summary>What the system says of a disk has one meaning, wherever it is said.</summary>
public sealed class DiskErrorTests
{
    [Theory]
    [InlineData(28, StorageFailureName.Full)]
    [InlineData(122, StorageFailureName.Full)]
    [InlineData(30, StorageFailureName.ReadOnly)]
    [InlineData(5, StorageFailureName.Unavailable)]
    public void An_error_of_a_file_says_whether_the_disk_is_full_or_read_only(int error, StorageFailureName kind)
    {
        var failure = DiskErrors.Of(new IOException("said so", error), "/srv/secret");

        $"{failure.Failure}".Should().Be($"{kind}");
        failure.Message.Should().Contain("/srv/secret");
        failure.PublicMessage.Should().NotContain("/srv/secret");
    }

    [Theory]
    [InlineData(8, StorageFailureName.ReadOnly)]
    [InlineData(13, StorageFailureName.Full)]
    [InlineData(10, StorageFailureName.Unavailable)]
    public void An_error_of_a_database_says_whether_the_disk_is_full_or_read_only(int code, StorageFailureName kind) =>
        $"{SqliteFailures.Wrap(new SqliteException("said so", code), "a.db").Failure}".Should().Be($"{kind}");

    /// <summary>The kinds that a test names, since the enumeration itself is the program's own.</summary>
    public enum StorageFailureName
    {
        Full,
        ReadOnly,
        Unavailable,
    }
}
