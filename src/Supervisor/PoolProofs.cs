using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Invocation;
using MolnOS.Sandbox.Management;
using MolnOS.Sandbox.Observability;
using MolnOS.Sandbox.Protocol.Worker;
using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox;

/// <summary>Lets the pool prove candidates: the worker that a program loads in is the one that serves its first call.</summary>
internal static class PoolProofs
{
    /// <summary>What management asks of the pool, without knowing it.</summary>
    public static void AddPoolProofs(this IServiceCollection services)
    {
        services.AddSingleton<ProveProgram>(provider => provider.GetRequiredService<WorkerPool>().ProveAsync);
        services.AddSingleton<RetireWorkers>(provider => provider.GetRequiredService<WorkerPool>().Remove);
        services.AddSingleton<WorkerCount>(provider => provider.GetRequiredService<WorkerPool>().CountWorkers);
        // The pool is asked for late: the log, which is there before it, stops after it.
        services.AddSingleton<ReadWorkersInUse>(provider => () => provider.GetRequiredService<WorkerPool>().ReadUse(
            static (assignment, workers, memoryBytes) => new WorkersInUse(assignment.FunctionId, workers, memoryBytes)));
    }

    private static async Task<ProgramProof> ProveAsync(this WorkerPool pool, FunctionCandidate candidate, CancellationToken cancellationToken)
    {
        var assignment = Invoker.AssignmentOf(candidate.Function);
        var program = new AssignedProgram(candidate.Program.Code, candidate.Program.Env);
        return await pool.TryLoadAsync(assignment, program, cancellationToken) switch
        {
            LoadVerdict.Loaded loaded => new ProgramProof.Loaded(() => pool.Publish(assignment, loaded.Worker), loaded.Worker.Dispose),
            LoadVerdict.Refused refused => new ProgramProof.Refused(Describe(refused.Failure)),
            LoadVerdict.Unavailable none => new ProgramProof.Unavailable(none.Reason, none.RetryAfter),
            var unknown => throw new InvalidOperationException($"A verdict of an unknown kind: {unknown.GetType().Name}."),
        };
    }

    private static string Describe(LoadFailure failure)
    {
        var where = (failure.Line, failure.Column) switch
        {
            (null, _) => string.Empty,
            (var line, null) => $" (line {line})",
            var (line, column) => $" (line {line}, column {column})",
        };
        return $"The code does not load: {failure.Name}: {failure.Message}{where}";
    }
}
