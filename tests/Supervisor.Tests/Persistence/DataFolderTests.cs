using Microsoft.Extensions.Logging.Abstractions;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class DataFolderTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    [Fact]
    public void A_second_supervisor_on_the_same_folder_is_refused_and_may_come_once_the_first_has_left()
    {
        var path = _parent.PathOf("data");
        var first = DataFolder.Open(path);

        var second = () => DataFolder.Open(path);

        var failure = second.Should().Throw<StorageException>().Which;
        failure.Failure.Should().Be(StorageFailure.InUse);
        failure.Message.Should().Contain(path).And.Contain("Data:Path");
        first.Dispose();
        second.Should().NotThrow().Which.Dispose();
    }

    [Fact]
    public void The_folder_is_made_for_its_owner_alone()
    {
        using var folder = DataFolder.Open(_parent.PathOf("deep/data"));

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(folder.FolderPath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public void A_path_that_cannot_be_a_folder_is_reported()
    {
        File.WriteAllText(_parent.PathOf("file"), "");

        var open = () => DataFolder.Open(_parent.PathOf("file/data"));

        open.Should().Throw<StorageException>().Which.Failure.Should().Be(StorageFailure.Unavailable);
    }

    [Fact]
    public void A_damaged_log_file_is_moved_away_and_the_server_starts()
    {
        using var folder = DataFolder.Open(_parent.PathOf("data"));
        File.WriteAllText(folder.PathOf("logs.db"), string.Concat(Enumerable.Repeat("this is no database ", 500)));

        using var files = new StorageFiles(folder, NullLogger<StorageFiles>.Instance);

        File.Exists(folder.PathOf("logs.db.damaged")).Should().BeTrue();
    }

    [Fact]
    public void A_damaged_file_of_definitions_stops_the_start_and_is_left_as_it_is()
    {
        using var folder = DataFolder.Open(_parent.PathOf("data"));
        var content = string.Concat(Enumerable.Repeat("this is no database ", 500));
        File.WriteAllText(folder.PathOf("molnos.db"), content);

        var open = () => new StorageFiles(folder, NullLogger<StorageFiles>.Instance);

        var failure = open.Should().Throw<StorageException>().Which;
        failure.Failure.Should().Be(StorageFailure.Damaged);
        failure.PublicMessage.Should().NotContain(folder.FolderPath);
        File.ReadAllText(folder.PathOf("molnos.db")).Should().Be(content);
    }

    public void Dispose() => _parent.Dispose();
}
