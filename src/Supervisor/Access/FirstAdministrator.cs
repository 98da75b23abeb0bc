using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Access;

/// <summary>Loads the accounts at start, and makes the administrator when there is nobody yet.</summary>
internal sealed partial class FirstAdministrator(
    AccountDirectory directory, IOptions<AccessOptions> access, IOptions<DataOptions> data, AuditLog audit, ILogger<FirstAdministrator> logger) : IHostedService
{
    /// <summary>The id of the account it makes.</summary>
    public const string AccountId = "administrator";

    private const string Description = "Made at the first start.";

    private static readonly CallerIdentity Administrator =
        new(AccountId, "administrator", AccessSnapshot.AccountType, [BuiltInRoles.Administrator]);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var accounts = await directory.LoadAsync(cancellationToken);
        if (access.Value.AdminToken is { Length: > 0 } chosen)
        {
            await SetAsync(chosen, accounts, cancellationToken);
        }
        else if (accounts.Count == 0)
        {
            // The file first: a key that opens nothing is made anew at the next start, a lost key locks everybody out.
            var key = AccessKey.New(Administrator.Id);
            await AdminTokenFile.WriteAsync(data.Value.Path, key, cancellationToken);
            await AddAsync(key, cancellationToken);
            LogMade(AdminTokenFile.Name);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// The setting is the truth at every start, so that changing it changes the key; it is the way back in for who lost the key, since
    /// the file is never made again. Without the setting the last key stays.
    /// </summary>
    private async Task SetAsync(string key, IReadOnlyList<StoredServiceAccount> accounts, CancellationToken cancellationToken)
    {
        var existing = accounts.FirstOrDefault(account => string.Equals(account.Id, Administrator.Id, StringComparison.Ordinal));
        if (existing is null)
        {
            await AddAsync(key, cancellationToken);
        }
        else if (!existing.KeyHash.Span.SequenceEqual(AccessKey.Hash(key)))
        {
            await directory.ReplaceKeyAsync(Administrator.Id, key, cancellationToken);
            AdminTokenFile.Remove(data.Value.Path);
            await audit.RecordAsync(Administrator, KnownPermissions.UpdateIdentities);
            LogReplaced();
        }
    }

    private async Task AddAsync(string key, CancellationToken cancellationToken)
    {
        await directory.AddAsync(Administrator, Description, key, cancellationToken);
        await audit.RecordAsync(Administrator, KnownPermissions.CreateIdentities);
    }

    [LoggerMessage(200, LogLevel.Information, "Made the administrator; its key is in {File} in the data folder.")]
    private partial void LogMade(string file);

    [LoggerMessage(201, LogLevel.Warning, "The administrator's key was replaced by the one in the settings.")]
    private partial void LogReplaced();
}
