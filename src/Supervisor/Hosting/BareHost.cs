using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.Hosting.Connections;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Hosting.Reload;
using MolnOS.Sandbox.Hosting.Systemd;

namespace MolnOS.Sandbox.Hosting;

/// <summary>A web host with Kestrel, routing and our own settings; nothing of ASP.NET's files, variables or defaults gets in.</summary>
internal static class BareHost
{
    /// <summary>Reads the settings and makes the builder.</summary>
    /// <exception cref="StartRefusedException">A setting is unknown or ill-typed.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var environment = Settings.ProcessEnvironment();
        ReadSettings read = () => Settings.Read(args, environment, Environment.CurrentDirectory, SettingsSchema.OfThisProgram());
        var settings = read();
        var hosting = new HostingOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "molnos-sandbox",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = settings.GetValueOrDefault("Hosting:Environment") ?? hosting.Environment,
        });
        builder.Configuration.Sources.Clear();
        var source = new SettingsSource(settings);
        builder.Configuration.Sources.Add(source);
        builder.Services.AddSettingsReload(source, read);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            // What functions may put into a header's value goes out as it is, not refused for a letter like é.
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            // Each reader of a body has a limit of its own, and says so in its own words.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var service = ServiceEnvironment.Read(environment, Environment.ProcessId);
        var urls = settings.GetValueOrDefault(SettingKeys.Urls) ?? hosting.Urls;
        if (service.Sockets.Count == 0 && !urls.Contains("https://", StringComparison.OrdinalIgnoreCase))
        {
            // Else who knows the certificates has Kestrel listen, on all of them.
            builder.WebHost.UseUrls(urls.Split(';'));
        }

        AddHosting(builder.Services);
        builder.Services.AddSystemd(service);
        return builder;
    }

    private static void AddHosting(IServiceCollection services)
    {
        services.AddRouting();
        services.AddSingleton<DiagnosticSource, UnreadableRequests>();
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<HostingOptions>().BindConfiguration("Hosting").ValidateOnStart();
        services.AddSingleton<IValidateOptions<HostingOptions>, HostingOptionsValidator>();
        services.AddSingleton<GracePeriod>();
        services.AddFrontDoor();
    }
}
