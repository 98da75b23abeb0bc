using System.Diagnostics.Metrics;
using System.Text;

namespace MolnOS.Sandbox.Hosting.Metrics;

/// <summary>The one meter of the program, and <c>/metrics</c>.</summary>
internal static class MetricsEndpoint
{
    /// <summary>Name of the meter that every slice records through.</summary>
    public const string MeterName = "MolnOS.Sandbox";

    /// <summary>Registers the <see cref="Meter"/> of this host and its exporter.</summary>
    public static void AddMetricsExport(this IServiceCollection services)
    {
        services.AddOptions<MetricsOptions>().BindConfiguration("Metrics");
        services.AddMetrics();
        services.AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(MeterName));
        services.AddSingleton<PrometheusExporter>();
    }

    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        // Listening begins now, not at the first scrape: what happened before it counts too.
        var exporter = routes.ServiceProvider.GetRequiredService<PrometheusExporter>();
        ProgramMetrics.Add(routes.ServiceProvider.GetRequiredService<Meter>(), routes.ServiceProvider.GetRequiredService<TimeProvider>());
        return routes.MapGet("/metrics", async context =>
        {
            var body = Encoding.UTF8.GetBytes(exporter.Render());
            context.Response.ContentType = PrometheusText.ContentType;
            context.Response.ContentLength = body.Length;
            await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        });
    }
}
