using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Supervisor.Tests.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>What the supervisor's own log takes, and how its lines look.</summary>
public sealed class LoggingTests
{
    [Theory]
    [InlineData("Text", false, "simple")]
    [InlineData("Text", true, "systemd")]
    [InlineData("Json", false, "json")]
    [InlineData("Json", true, "json")]
    public void The_form_is_for_people_for_machines_or_for_the_journal(string format, bool isJournal, string formatter) =>
        ConsoleLogging.FormatterOf(Enum.Parse<LogFormat>(format), isJournal).Should().Be(formatter);

    [Theory]
    [InlineData("9:12345", "socket:[12345]", true)]
    [InlineData("9:12345", "socket:[123456]", false)]
    [InlineData("9:12345", "/dev/pts/1", false)]
    [InlineData("9:12345", null, false)]
    [InlineData("9:", "socket:[]", false)]
    [InlineData("12345", "socket:[12345]", false)]
    [InlineData(null, "socket:[12345]", false)]
    public void The_journal_takes_the_lines_only_where_stderr_is_its_socket(string? variable, string? target, bool isJournal) =>
        JournalStream.IsSame(variable, target).Should().Be(isJournal);

    [Fact]
    public async Task A_slice_has_a_level_of_its_own_and_the_others_keep_theirs()
    {
        using var folder = new TemporaryFolder();
        await using var app = SupervisorHost.Build(
            ["--Data:Path", folder.FolderPath, "--port", "0", "--Logging:Level", "Warning", "--Logging:Slices:events", "Debug", "--Logging:Slices:Storage", "Error"]);
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        loggers.CreateLogger("MolnOS.Sandbox.Events.EventBus").IsEnabled(LogLevel.Debug).Should().BeTrue();
        loggers.CreateLogger("MolnOS.Sandbox.Storage.ObjectShelf").IsEnabled(LogLevel.Warning).Should().BeFalse();
        loggers.CreateLogger("MolnOS.Sandbox.Workers.WorkerPool").IsEnabled(LogLevel.Information).Should().BeFalse();
        loggers.CreateLogger("MolnOS.Sandbox.Workers.WorkerPool").IsEnabled(LogLevel.Warning).Should().BeTrue();
    }

    [Fact]
    public async Task A_slice_that_there_is_not_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var reading = async () =>
        {
            await using var app = SupervisorHost.Build(["--Data:Path", folder.FolderPath, "--port", "0", "--Logging:Slices:Evnts", "Debug"]);
            return app.Services.GetRequiredService<IOptions<LoggingOptions>>().Value;
        };

        (await reading.Should().ThrowAsync<OptionsValidationException>()).WithMessage("*Logging:Slices:Evnts: there is no such slice; the slices are Access, *Events*");
    }
}
