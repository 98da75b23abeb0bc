using MolnOS.Sandbox.Events;

namespace MolnOS.Sandbox.Schedules;

/// <summary>Registers what calls functions by the clock. Ticks go by way of the event bus.</summary>
internal static class SchedulesSlice
{
    public static IServiceCollection AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton<ScheduleRecorder>();
        services.AddSingleton<KeepTick>(provider =>
        {
            var bus = provider.GetRequiredService<EventBus>();
            return async (functionId, tick, cancellationToken) => await bus.EmitTickAsync(functionId, tick, cancellationToken) switch
            {
                EmitOutcome.Kept => TickEnd.Kept,
                EmitOutcome.Known => TickEnd.Known,
                EmitOutcome.Full => TickEnd.Full,
                var unknown => throw new InvalidOperationException($"An outcome of an unknown kind: {unknown.GetType().Name}."),
            };
        });
        services.AddSingleton<ScheduleBoard>();
        services.AddHostedService<ScheduleClock>();
        return services;
    }
}
