using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Bindings;
using MolnOS.Sandbox.Hosting.Json;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Events;

/// <summary>Registers the bus. Needs the stores of Persistence and a <see cref="DeliverEvent"/>; must stop before the workers do.</summary>
internal static class EventsSlice
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EventOptions>, EventOptionsValidator>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<DeliveryAttempt>();
        services.AddSingleton(provider => new LaneParts(
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<DeliveryAttempt>(),
            provider.GetRequiredService<IOptions<EventOptions>>().Value,
            provider.GetRequiredService<EventMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<LaneWork>();
        services.AddSingleton<DeliveryLanes>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryLanes>());
        services.AddHostedService<EventSweeper>();
        services.AddSingleton<EventBus>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<Binding, EventBinding>();
        services.AddApiTypes(EventsJson.Default);
        return services;
    }
}
