using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Edge.Connections;
using MolnOS.Sandbox.Edge.Forwarding;
using MolnOS.Sandbox.Edge.Tls;

namespace MolnOS.Sandbox.Edge;

/// <summary>Registers what stands between the network and the first step of a request.</summary>
internal static class EdgeSlice
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        AddTls(builder.Services);
        AddConnections(builder.Services);
        AddForwarding(builder.Services);
        if (OperatingSystem.IsLinux())
        {
            builder.WebHost.UseKestrelHttpsConfiguration().UseQuic();
        }
    }

    private static void AddTls(IServiceCollection services)
    {
        services.AddOptions<TlsOptions>().BindConfiguration("Tls").ValidateOnStart();
        services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsRules>();
        services.AddSingleton<CertificateShelf>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, TlsFront>();
        services.AddHostedService<CertificateWatch>();
    }

    private static void AddConnections(IServiceCollection services)
    {
        services.AddOptions<ConnectionsOptions>().BindConfiguration("Connections").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConnectionsOptions>, ConnectionsOptionsValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ConnectionLimits>();
    }

    private static void AddForwarding(IServiceCollection services)
    {
        services.AddOptions<ForwardedOptions>().BindConfiguration("Forwarded").ValidateOnStart();
        services.AddSingleton<IValidateOptions<ForwardedOptions>, ForwardedOptionsValidator>();
        services.AddSingleton<IValidateOptions<ForwardedOptions>, ForwardedOptionsRules>();
    }
}
