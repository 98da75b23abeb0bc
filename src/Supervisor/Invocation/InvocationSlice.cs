using System.Collections.ObjectModel;
using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Invocation;

/// <summary>Registers the invoker, and what the pool needs of its neighbours without knowing them.</summary>
internal static class InvocationSlice
{
    /// <summary>Adds the invoker.</summary>
    public static IServiceCollection AddInvocation(this IServiceCollection services)
    {
        services.AddSingleton<InvocationRecorder>();
        services.AddSingleton<SystemFunctions>();
        services.AddSingleton<Invoker>();
        services.AddSingleton<TracedInvoker>();
        services.AddHostedService<MinimumWorkers>();
        services.AddSingleton<ProgramReader>(provider =>
        {
            var catalog = provider.GetRequiredService<FunctionCatalog>();
            var programs = provider.GetRequiredService<FunctionPrograms>();
            var system = provider.GetRequiredService<SystemFunctions>();
            return (assignment, cancellationToken) => system.Find(assignment.FunctionId) is { } own
                ? ValueTask.FromResult<AssignedProgram?>(new AssignedProgram(own.Source, ReadOnlyDictionary<string, string>.Empty))
                : ReadAsync(catalog, programs, assignment, cancellationToken);
        });
        services.AddSingleton<WorkerLogSink>(provider =>
        {
            var log = provider.GetRequiredService<FunctionLog>();
            var time = provider.GetRequiredService<TimeProvider>();
            var system = provider.GetRequiredService<SystemFunctions>();
            return line =>
            {
                if (system.Find(line.FunctionId) is not null)
                {
                    system.Log(line.FunctionId, line.Level, line.Message);
                    return;
                }

                log.Append(new FunctionLogLine(
                    line.FunctionId, time.GetUtcNow(), LogLevels.TryParse(line.Level, out var level) ? level.Value : LogSeverity.Info, line.Message, line.InvocationId, line.IsLate, line.FieldsJson));
            };
        });
        // The log is asked for late: the counter of refusals is there before the files are open.
        services.AddSingleton<ChainLogSink>(provider => (step, message) => provider.GetRequiredService<FunctionLog>().Append(new FunctionLogLine(
            step.FunctionId, provider.GetRequiredService<TimeProvider>().GetUtcNow(), LogSeverity.Warn, message, step.InvocationId.ToString(), IsLate: false, FieldsJson: null)));
        return services;
    }

    private static async ValueTask<AssignedProgram?> ReadAsync(
        FunctionCatalog catalog, FunctionPrograms programs, Assignment assignment, CancellationToken cancellationToken)
    {
        if (!catalog.TryGet(assignment.FunctionId, out var function) || function.Version != assignment.Version)
        {
            return null;
        }

        var program = await programs.ReadProgramAsync(assignment.FunctionId, assignment.Version, cancellationToken).ConfigureAwait(false);
        return new AssignedProgram(program.Code, program.Env);
    }
}
