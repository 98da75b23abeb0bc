using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Persistence.Sqlite;

namespace MolnOS.Sandbox.Persistence;

/// <summary>Registers the stores. They open when the host starts; a <see cref="StorageException"/> then says why it cannot.</summary>
internal static class PersistenceSlice
{
    public static IServiceCollection AddPersistence(this IServiceCollection services)
    {
        services.AddOptions<DataOptions>().BindConfiguration(DataOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DataOptions>, DataOptionsValidator>();
        services.AddSingleton(provider => DataFolder.Open(provider.GetRequiredService<IOptions<DataOptions>>().Value.Path));
        services.AddSingleton<StorageFiles>();
        services.AddSingleton(provider => SecretKey.Open(provider.GetRequiredService<DataFolder>()));
        services.AddSingleton<IFunctionStore>(provider => new SqliteFunctionStore(Files(provider).Definitions));
        services.AddSingleton<IServiceAccountStore>(provider => new SqliteServiceAccountStore(Files(provider).Definitions));
        services.AddSingleton<IRoleStore>(provider => new SqliteRoleStore(Files(provider).Definitions));
        services.AddSingleton<ISchemaStore>(provider => new SqliteSchemaStore(Files(provider).Definitions));
        services.AddSingleton<IRouteStore>(provider => new SqliteRouteStore(Files(provider).Definitions));
        services.AddSingleton<ISettingStore>(provider => new SqliteSettingStore(Files(provider).Definitions));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ITableStore>(provider => new SqliteTableStore(Files(provider).Tables, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAuditStore>(provider => new SqliteAuditStore(Files(provider).Audit));
        services.AddSingleton<IBucketStore>(provider => new SqliteBucketStore(Files(provider).Buckets, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IEventStore>(provider => new SqliteEventStore(Files(provider).Events));
        services.AddSingleton<IScheduleStore>(provider => new SqliteScheduleStore(Files(provider).Events));
        services.AddSingleton<IDeadLetterStore>(provider => new SqliteDeadLetterStore(Files(provider).Events));
        services.AddSingleton<ILogStore>(provider => new SqliteLogStore(Files(provider).Logs));
        return services;
    }

    private static StorageFiles Files(IServiceProvider provider) => provider.GetRequiredService<StorageFiles>();
}
