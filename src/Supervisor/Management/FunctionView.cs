using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Management;

/// <summary>A function as the API shows it.</summary>
internal sealed record FunctionView
{
    private const int MostNextRuns = 3;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Endpoint { get; init; }

    public IReadOnlyList<string>? Methods { get; init; }

    public required IReadOnlyList<TriggerView> Triggers { get; init; }

    public required bool AllowUnauthenticated { get; init; }

    public required bool PassAllHeaders { get; init; }

    public IReadOnlyList<FunctionBinding>? Bindings { get; init; }

    public string? Context { get; init; }

    public string? ServiceAccountId { get; init; }

    public required int Version { get; init; }

    public required LimitsView Limits { get; init; }

    public FunctionCors? Cors { get; init; }

    /// <summary>The next moments of its schedules, all of them together; only where it has any.</summary>
    public IReadOnlyList<DateTimeOffset>? NextRuns { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The source text; in answers about the configuration alone.</summary>
    public string? Code { get; init; }

    /// <summary>The environment, secrets without their values; in answers about the configuration alone.</summary>
    public IReadOnlyDictionary<string, EnvView>? Env { get; init; }

    /// <summary>A function at a moment.</summary>
    public static FunctionView Of(DeployedFunction function, DateTimeOffset now)
    {
        var definition = function.Definition;
        return new FunctionView
        {
            Id = function.Id,
            Name = definition.Name,
            Endpoint = $"/functions/run/{function.Id}",
            Methods = definition.Methods,
            Triggers = [.. definition.Triggers.Select(TriggerView.Of)],
            AllowUnauthenticated = definition.AllowUnauthenticated,
            PassAllHeaders = definition.PassAllHeaders,
            Bindings = definition.Bindings,
            Context = definition.Context,
            ServiceAccountId = function.ServiceAccountId,
            Version = function.Version,
            Limits = LimitsView.Of(definition.Limits),
            Cors = definition.Cors,
            NextRuns = NextRunsOf(definition, now),
            CreatedAt = function.CreatedAt,
            UpdatedAt = function.UpdatedAt,
        };
    }

    private static List<DateTimeOffset>? NextRunsOf(FunctionDefinition definition, DateTimeOffset now)
    {
        List<DateTimeOffset> runs =
        [
            .. definition.Triggers.OfType<FunctionTrigger.Schedule>()
                .SelectMany(trigger => CronSchedule.Of(trigger)?.After(now).Take(MostNextRuns) ?? [])
                .Distinct().Order().Take(MostNextRuns),
        ];
        return runs.Count == 0 ? null : runs;
    }
}

/// <summary>A trigger as the API shows it.</summary>
internal sealed record TriggerView(string Type, string? EventName = null, string? Cron = null, string? TimeZone = null, MissedTicks? Missed = null)
{
    public static TriggerView Of(FunctionTrigger trigger) => trigger switch
    {
        FunctionTrigger.Http => new TriggerView("http"),
        FunctionTrigger.Event on => new TriggerView("event", EventName: on.EventName),
        FunctionTrigger.Schedule at => new TriggerView("schedule", Cron: at.Cron, TimeZone: at.TimeZone, Missed: at.Missed),
    };
}

/// <summary>Limits as they are in force: what was left open is filled in.</summary>
internal sealed record LimitsView(int TimeoutMs, int MemoryMb, double? Cpu, int Concurrency, int MaxWorkers, int MinWorkers, FunctionRate? Rate)
{
    public static LimitsView Of(FunctionLimits limits) => new(
        limits.TimeoutMs,
        limits.MemoryMb,
        limits.Cpu,
        limits.Concurrency,
        limits.MaxWorkers ?? Math.Min(Environment.ProcessorCount, FunctionLimitRanges.MaxWorkers.Most),
        limits.MinWorkers,
        limits.Rate);
}
