using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.Hosting.Errors;

namespace MolnOS.Sandbox.Hosting;

/// <summary>A web host with Kestrel, routing and our own settings; nothing of ASP.NET's files, variables or defaults gets in.</summary>
internal static class BareHost
{
    /// <summary>Time the server gives itself after the grace to close what is still open.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromMilliseconds(500);

    /// <summary>Reads the settings and makes the builder.</summary>
    /// <exception cref="StartRefusedException">A setting is unknown or ill-typed.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var settings = Settings.Read(args, Settings.ProcessEnvironment(), Environment.CurrentDirectory, SettingsSchema.OfThisProgram());
        var hosting = new HostingOptions();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = "molnos-sandbox",
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = settings.GetValueOrDefault("Hosting:Environment") ?? hosting.Environment,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            // What functions may put into a header's value goes out as it is, not refused for a letter like é.
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            // Each reader of a body has a limit of its own, and says so in its own words.
            kestrel.Limits.MaxRequestBodySize = null;
        });
        var urls = settings.GetValueOrDefault(SettingKeys.Urls) ?? hosting.Urls;
        if (!urls.Contains("https://", StringComparison.OrdinalIgnoreCase))
        {
            // Else who knows the certificates has Kestrel listen, on all of them.
            builder.WebHost.UseUrls(urls.Split(';'));
        }

        AddHosting(builder.Services);
        return builder;
    }

    private static void AddHosting(IServiceCollection services)
    {
        services.AddRouting();
        services.AddSingleton<DiagnosticSource, UnreadableRequests>();
        services.AddSingleton(TimeProvider.System);
        services.AddOptions<HostingOptions>().BindConfiguration("Hosting").ValidateOnStart();
        services.AddSingleton<IValidateOptions<HostingOptions>, HostingOptionsValidator>();
        services.AddOptions<HostOptions>().Configure<IOptions<HostingOptions>>(
            static (host, options) => host.ShutdownTimeout = options.Value.ShutdownGrace + ClosingTime);
        services.AddSingleton<GracePeriod>();
    }
}
