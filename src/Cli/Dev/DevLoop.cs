using System.Diagnostics;
using System.Text.Json.Nodes;
using MolnOS.Sandbox.Cli.Api;
using MolnOS.Sandbox.Cli.Output;
using MolnOS.Sandbox.Cli.Sources;

namespace MolnOS.Sandbox.Cli.Dev;

/// <summary>Deploys a file, and again at each save, until it is cancelled.</summary>
internal sealed class DevLoop(ApiClient api, DevReport report, JsonObject fields, string path, BundleChoice bundle)
{
    /// <summary>The function's id here, always the same.</summary>
    public const string Id = "local-fn";

    private IReadOnlyList<string> _files = [];
    private bool _isDeployed;
    private Task _log = Task.CompletedTask;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var watch = new SourceWatch();
        while (true)
        {
            var (readAt, timer) = (DateTime.UtcNow, Stopwatch.StartNew());
            try
            {
                await DeployAsync(timer, cancellationToken);
            }
            catch (CommandFailedException failed) when (failed.ExitCode is ExitCodes.Refused or ExitCodes.WrongUsage)
            {
                report.Failed(failed);
            }

            watch.Watch(_files.Append(Path.GetFullPath(SourceReader.FindEntry(path))), readAt);
            await watch.SavedAsync(cancellationToken);
        }
    }

    private async Task DeployAsync(Stopwatch timer, CancellationToken cancellationToken)
    {
        var source = await SourceReader.ReadAsync(path, bundle, Stream.Null, cancellationToken);
        _files = source.Files;
        ApiAnswer answer;
        if (_isDeployed)
        {
            answer = await api.PutAsync($"/functions/{Id}", new JsonObject { ["code"] = source.Code }, cancellationToken);
        }
        else
        {
            var body = fields.DeepClone().AsObject();
            body["code"] = source.Code;
            answer = await api.PostAsync("/functions/deploy", body, cancellationToken);
            _isDeployed = true;
            report.Ready($"{api.Url.GetLeftPart(UriPartial.Authority)}/functions/run/{Id}");
            _log = FollowLogAsync(cancellationToken);
        }

        report.Deployed((int)answer.Json.GetProperty("function").Number("version")!.Value, timer.Elapsed);
    }

    private async Task FollowLogAsync(CancellationToken cancellationToken)
    {
        await foreach (var line in api.FollowAsync($"/functions/{Id}/logs?limit=1000&follow=true", cancellationToken))
        {
            report.Logged(line);
        }
    }
}
