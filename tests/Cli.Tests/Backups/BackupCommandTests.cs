namespace MolnOS.Sandbox.Cli.Tests.Backups;

/// <summary>Backups from the terminal.</summary>
[Collection(SharedServer.Collection)]
public sealed class BackupCommandTests(SharedServer server) : IDisposable
{
    private readonly UserShell _shell = server.Shell();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_backup_is_taken_for_its_owner_alone_never_over_another_file_and_restored()
    {
        var taken = await _shell.RunAsync("molnos backup monday.tar");
        var again = await _shell.RunAsync("molnos backup monday.tar");
        var restored = await _shell.RunAsync("molnos restore monday.tar --Data:Path \"$PWD/restored\"");
        var twice = await _shell.RunAsync("molnos restore monday.tar --Data:Path \"$PWD/restored\"");
        var forced = await _shell.RunAsync("molnos restore monday.tar --force --Data:Path \"$PWD/restored\"");

        var file = Path.Combine(_shell.Folder, "monday.tar");
        taken.ExitCode.Should().Be(0, taken.ToString());
        taken.Json["bytes"]!.GetValue<long>().Should().Be(new FileInfo(file).Length);
        File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        again.ExitCode.Should().Be(2);
        again.Error.Should().Contain("is there already");
        restored.ExitCode.Should().Be(0, restored.ToString());
        restored.Out.Should().Contain("Restored the backup of");
        twice.ExitCode.Should().Be(1);
        twice.Error.Should().Contain("is not empty");
        forced.ExitCode.Should().Be(0, forced.ToString());
        forced.Out.Should().Contain("before-restore-");
        Directory.GetFiles(_shell.Folder).Should().Equal(file);
    }

    [Fact]
    public async Task A_backup_goes_to_stdout_where_that_is_no_terminal()
    {
        var listed = await _shell.RunAsync("molnos backup - | tar tf -");
        var onTerminal = await _shell.RunOnTerminalAsync("molnos backup -");

        listed.ExitCode.Should().Be(0, listed.ToString());
        listed.Out.Split('\n').Should().StartWith("backup.json").And.Contain("SHA256SUMS");
        onTerminal.ExitCode.Should().Be(2);
    }

    [Fact]
    public async Task A_backup_that_is_refused_leaves_no_file()
    {
        _shell.PointAt(server.Supervisor.Address, "sa.nobody.nothing");

        var refused = await _shell.RunAsync("molnos backup monday.tar");

        refused.ExitCode.Should().Be(4, refused.ToString());
        Directory.GetFileSystemEntries(_shell.Folder).Should().BeEmpty();
    }
}
