using System.Reflection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MolnOS.Sandbox.Traces;

/// <summary>Sends spans and metrics to a collector, where the settings name one; else nothing of the library is even made.</summary>
internal static class OtlpExport
{
    /// <summary>Registers the export.</summary>
    /// <param name="services">What the host offers.</param>
    /// <param name="configuration">The settings: whether there is a collector decides what is registered.</param>
    /// <param name="meterName">The meter whose instruments are sent.</param>
    public static void AddTraces(this IServiceCollection services, IConfiguration configuration, string meterName)
    {
        services.AddOptions<OtlpOptions>().BindConfiguration(OtlpOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpOptionsValidator>();
        if (configuration[$"{OtlpOptions.Section}:{nameof(OtlpOptions.Endpoint)}"] is not { Length: > 0 })
        {
            return;
        }

        var settings = new OtlpOptions();
        configuration.GetSection(OtlpOptions.Section).Bind(settings);
        if (new OtlpOptionsValidator().Validate(null, settings).Failed)
        {
            // The start stops at them, in words of its own.
            return;
        }

        var export = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear().AddTelemetrySdk().AddService(settings.ServiceName, serviceVersion: Version()))
            .WithTracing(traces => traces
                .AddSource(Spans.SourceName)
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.SamplingRatio)))
                .AddOtlpExporter(exporter =>
                {
                    Configure(exporter, settings, "v1/traces");
                    exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = (int)settings.SpanDelay.TotalMilliseconds;
                }));
        if (settings.Metrics)
        {
            export.WithMetrics(metrics => metrics.AddMeter(meterName).AddOtlpExporter((exporter, reader) =>
            {
                Configure(exporter, settings, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)settings.MetricsInterval.TotalMilliseconds;
            }));
        }
    }

    private static void Configure(OtlpExporterOptions exporter, OtlpOptions settings, string path)
    {
        var isHttp = settings.Protocol == OtlpProtocol.HttpProtobuf;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // Given an address, the library takes it as it is: the path of the signal is ours to add.
        exporter.Endpoint = new Uri(isHttp ? $"{settings.Endpoint!.TrimEnd('/')}/{path}" : settings.Endpoint!);
        exporter.Headers = settings.Headers;
    }

    private static string? Version() => typeof(OtlpExport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
