using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MolnOS.Sandbox.Hosting;

/// <summary>The supervisor's own log: to stderr, levels by <see cref="LoggingOptions"/>, no noise of the framework's.</summary>
internal static class ConsoleLogging
{
    /// <summary>Kestrel and the host report a failed start with a stack; our one line says it better.</summary>
    private static readonly string[] StartNoise = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    public static void AddConsoleLogging(this IServiceCollection services)
    {
        services.AddOptions<LoggingOptions>().BindConfiguration("Logging").ValidateOnStart();
        services.AddSingleton<IValidateOptions<LoggingOptions>, LoggingOptionsValidator>();
        services.AddLogging(logging => logging.AddSimpleConsole().AddJsonConsole());
        services.AddOptions<ConsoleLoggerOptions>().Configure<IOptions<LoggingOptions>>(static (console, options) =>
        {
            console.FormatterName = options.Value.Format == LogFormat.Json ? ConsoleFormatterNames.Json : ConsoleFormatterNames.Simple;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        services.Configure<SimpleConsoleFormatterOptions>(static text =>
        {
            text.SingleLine = true;
            text.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            text.UseUtcTimestamp = true;
        });
        services.AddOptions<LoggerFilterOptions>().Configure<IOptions<LoggingOptions>, StartSignal>(Filter);
        services.AddSingleton<StartSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<StartSignal>());
    }

    private static void Filter(LoggerFilterOptions filter, IOptions<LoggingOptions> options, StartSignal start)
    {
        var level = options.Value.Level;
        var quieter = level < LogLevel.Warning ? LogLevel.Warning : level;
        filter.MinLevel = level;
        filter.AddFilter("Microsoft", quieter).AddFilter("System", quieter).AddFilter("Yarp", quieter);
        // Reported with a stack for every key ring made; ours lives in memory and protects nothing that lasts.
        filter.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // Says nothing that is not said elsewhere, but as long as anybody may listen it makes an activity for each request.
        filter.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        foreach (var category in StartNoise)
        {
            filter.AddFilter(category, written => written >= quieter && start.HasStarted);
        }

        foreach (var (category, ownLevel) in options.Value.Categories)
        {
            filter.AddFilter(category, ownLevel);
        }
    }
}
