using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Access;
using MolnOS.Sandbox.Access.Audit;
using MolnOS.Sandbox.Backups;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Cors;
using MolnOS.Sandbox.Databases;
using MolnOS.Sandbox.Edge;
using MolnOS.Sandbox.Edge.Forwarding;
using MolnOS.Sandbox.Edge.Tls;
using MolnOS.Sandbox.Events;
using MolnOS.Sandbox.Fetch;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting;
using MolnOS.Sandbox.Hosting.ApiDocument;
using MolnOS.Sandbox.Hosting.Compression;
using MolnOS.Sandbox.Hosting.Connections;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Health;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Hosting.Metrics;
using MolnOS.Sandbox.Hosting.Reload;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Rates;
using MolnOS.Sandbox.Routes;
using MolnOS.Sandbox.Schemas;
using MolnOS.Sandbox.Storage;
using MolnOS.Sandbox.Schedules;
using MolnOS.Sandbox.Traces;
using MolnOS.Sandbox.Triggers;
using MolnOS.Sandbox.WebConsole;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Puts the slices together: one line each to register, one line each to map.</summary>
internal static class SupervisorHost
{
    /// <summary>The supervisor, ready to start, with the settings of the command line, the environment and the settings file.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="replace">Puts other parts in the place of ours; tests run the whole front without workers so.</param>
    /// <exception cref="StartRefusedException">A setting is unknown or ill-typed.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? replace = null)
    {
        var builder = BareHost.CreateBuilder(args);
        builder.Services.AddConsoleLogging();
        // The first: what cannot be walled off begins nothing, and leaves nothing behind.
        builder.Services.AddHostedService<IsolationStart>();
        builder.AddEdge();
        builder.Services.AddMetricsExport();
        builder.Services.AddTraces(builder.Configuration, MetricsEndpoint.MeterName);
        builder.Services.AddApiJson();
        builder.Services.AddAnswerCompression();
        builder.Services.AddPersistence();
        builder.Services.AddHostedService<StoreSizes>();
        builder.Services.AddObservability();
        builder.Services.AddFunctions();
        builder.Services.AddAccess();
        builder.Services.AddWorkers(builder.Configuration);
        builder.Services.AddChains();
        builder.Services.AddBindings();
        builder.Services.AddDatabases();
        builder.Services.AddEvents();
        builder.Services.AddFetch();
        builder.Services.AddSchemas();
        builder.Services.AddStorage();
        builder.Services.AddBackups();
        builder.Services.AddSchedules();
        builder.Services.AddInvocation();
        builder.Services.AddRates();
        builder.Services.AddManagementCors();
        builder.Services.AddTriggers();
        builder.Services.AddRoutes();
        builder.Services.AddManagement();
        builder.Services.AddPoolProofs();
        builder.Services.AddFunctionIdentities();
        builder.Services.AddSchemaValidators();
        builder.Services.AddApiDocument();
        builder.Services.AddWebConsole();
        builder.Services.AddReadinessProbes();
        builder.Services.AddLifeSigns();
        builder.Services.AddReload(() => TryAsync(args));
        builder.Services.AddBindingFrame();
        replace?.Invoke(builder.Services);

        var app = builder.Build();
        app.UseFrontDoor();
        app.UseForwarded();
        app.UseTargetGuard();
        app.UseRoutesOfHosts();
        app.UseRouting();
        app.UseRoutesWithoutHost();
        app.UseAnswerCompression(TriggersSlice.RunsFunction);
        app.UseWhen(static context => !TriggersSlice.RunsFunction(context), static management =>
        {
            management.UseMiddleware<ManagementCors>();
            management.UseMiddleware<ErrorAnswers>();
            management.UseMiddleware<AuditTrail>();
            management.UseMiddleware<AccessCheck>();
            management.UseMiddleware<ManagementRate>();
        });

        app.MapHealth().AdmitEverybody();
        app.MapMetrics().AdmitByMetricsSetting(app.Services);
        app.MapApiDocument().AdmitEverybody();
        app.MapWebConsole().AdmitEverybody();
        app.MapIdentity();
        app.MapAudit();
        app.MapFunctions();
        app.MapDatabases();
        app.MapObservability();
        app.MapEvents();
        app.MapSchemas();
        app.MapStorage();
        app.MapBackups();
        app.MapTriggers();
        app.MapRoutes();
        app.EndCallsAfterGrace();
        return app;
    }

    /// <summary>Whether a server could start with the settings as they are now; it is put together and thrown away.</summary>
    /// <exception cref="StartRefusedException">A setting is unknown or ill-typed.</exception>
    /// <exception cref="OptionsValidationException">A setting is out of range.</exception>
    public static async Task TryAsync(string[] args)
    {
        await using var app = Build(args);
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        // Reads the certificates.
        app.Services.GetRequiredService<CertificateShelf>();
    }
}
