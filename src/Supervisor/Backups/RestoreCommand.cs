using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Backups;

/// <summary><c>molnos-sandbox restore FILE [--force] [settings]</c>: no server is started.</summary>
internal static class RestoreCommand
{
    public const string Name = "restore";

    private const string Force = "--force";

    /// <summary>Restores; 0 when it is done, 2 for a wrong command line, 1 for any other reason, which stands on stderr in one line.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            if (arguments is not [var file, .. var rest] || file.StartsWith("--", StringComparison.Ordinal))
            {
                throw StartRefusedException.ForSetting("name the backup first: restore FILE [--force] [--Data:Path FOLDER].");
            }

            string[] settings = [.. rest.Where(word => !string.Equals(word, Force, StringComparison.Ordinal))];
            var read = Settings.Read(settings, Settings.ProcessEnvironment(), Environment.CurrentDirectory, SettingsSchema.OfThisProgram());
            var path = read.GetValueOrDefault($"{DataOptions.Section}:{nameof(DataOptions.Path)}") ?? new DataOptions().Path;
            var report = DataRestore.Run(file, path, rest.Contains(Force, StringComparer.Ordinal), TimeProvider.System.GetUtcNow());
            await SayAsync(report);
            return 0;
        }
        catch (BackupRefusedException refused)
        {
            return await FailAsync(refused.Message, StartFailure.ExitCode);
        }
        catch (Exception exception) when (StartFailure.Describe(exception) is { Line: not null } failure)
        {
            return await FailAsync(failure.Line, failure.ExitCode);
        }
    }

    private static async Task SayAsync(RestoreReport report)
    {
        var facts = report.Facts;
        await Console.Out.WriteLineAsync(
            $"Restored the backup of {facts.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} (version {facts.Program}) into {report.Folder}: {facts.Schemas.Count} databases, {report.Objects} objects.");
        if (report.Aside is not null)
        {
            await Console.Out.WriteLineAsync($"What was there before is in {Path.Combine(report.Folder, report.Aside)}; remove it once you do not need it.");
        }

        if (!facts.HasSecretsKey)
        {
            await Console.Out.WriteLineAsync("The backup was made without the key of the secrets: put the former secrets.key into the folder before you start the server.");
        }
    }

    private static async Task<int> FailAsync(string? reason, int exitCode)
    {
        await Console.Error.WriteLineAsync($"MolnOS Sandbox cannot restore: {reason}");
        return exitCode;
    }
}
