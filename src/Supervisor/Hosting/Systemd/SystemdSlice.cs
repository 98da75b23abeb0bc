namespace MolnOS.Sandbox.Hosting.Systemd;

/// <summary>Registers what makes the server a good service: it says how it is, and gives signs of life.</summary>
internal static class SystemdSlice
{
    public static void AddSystemd(this IServiceCollection services, ServiceEnvironment environment)
    {
        services.AddSingleton(environment);
        services.AddSingleton(provider => new NotifySocket(environment.NotifySocket, provider.GetRequiredService<ILogger<NotifySocket>>()));
        services.AddSingleton<Watchdog>();
        services.AddHostedService<ServiceNotifier>();
    }
}
