using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class DataSlicesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_function_and_its_log_are_there_after_the_host_was_started_again()
    {
        string id;
        using (var first = await StartAsync())
        {
            var registry = first.Services.GetRequiredService<FunctionRegistry>();
            var prepared = registry.PrepareDeploy(new FunctionInput { Name = "hello", Code = "x" });
            await registry.CommitAsync(((PrepareOutcome.Ready)prepared).Candidate, "tester", CancellationToken.None);
            id = ((PrepareOutcome.Ready)prepared).Candidate.Function.Id;
            first.Services.GetRequiredService<FunctionLog>().Append(
                new FunctionLogLine(id, DateTimeOffset.UtcNow, LogSeverity.Info, "last words", InvocationId: null, IsLate: false, FieldsJson: null));
            await first.StopAsync();
        }

        using var second = await StartAsync();

        second.Services.GetRequiredService<FunctionCatalog>().TryGetByName("hello", out var function).Should().BeTrue();
        function!.Id.Should().Be(id);
        (await second.Services.GetRequiredService<FunctionLog>().ReadAsync(new FunctionLogQuery { FunctionId = id }, CancellationToken.None))
            .Should().ContainSingle().Which.Message.Should().Be("last words");
        await second.StopAsync();
    }

    [Fact]
    public async Task A_second_host_on_the_same_folder_does_not_start()
    {
        using var first = await StartAsync();

        (await FluentActions.Awaiting(() => StartAsync()).Should().ThrowAsync<StorageException>()).Which.Failure.Should().Be(StorageFailure.InUse);

        await first.StopAsync();
    }

    [Fact]
    public async Task Settings_are_bound()
    {
        using var host = await StartAsync(("Logs:MaxAge", "1.00:00:00"), ("Logs:BytesPerSecond", "65536"), ("Functions:MaxCodeBytes", "2048"));

        host.Services.GetRequiredService<IOptions<LogOptions>>().Value.MaxAge.Should().Be(TimeSpan.FromDays(1));
        host.Services.GetRequiredService<IOptions<LogOptions>>().Value.BytesPerSecond.Should().Be(65536);
        host.Services.GetRequiredService<IOptions<FunctionOptions>>().Value.MaxCodeBytes.Should().Be(2048);
        await host.StopAsync();
    }

    [Theory]
    [InlineData("Logs:MaxAge", "00:00:01", "MaxAge")]
    [InlineData("Logs:MaxTotalBytes", "1", "MaxTotalBytes")]
    [InlineData("Functions:VersionsKept", "0", "VersionsKept")]
    [InlineData("Data:Path", "", "Path")]
    public async Task A_setting_out_of_its_range_stops_the_start_by_name(string key, string value, string name) =>
        (await FluentActions.Awaiting(() => StartAsync((key, value))).Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().Contain(name);

    public void Dispose() => _folder.Dispose();

    private async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Configuration["Data:Path"] = _folder.PathOf("data");
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddPersistence().AddObservability().AddFunctions();
        builder.Services.AddSingleton<ReadWorkersInUse>(static () => []);
        var host = builder.Build();
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }
}
