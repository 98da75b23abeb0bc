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
        services.AddSingleton<IValidateOptions<LoggingOptions>, LoggingSlices>();
        services.AddLogging(logging => logging.AddSimpleConsole().AddJsonConsole().AddSystemdConsole());
        services.AddOptions<ConsoleLoggerOptions>().Configure<IOptions<LoggingOptions>>(static (console, options) =>
        {
            console.FormatterName = FormatterOf(options.Value.Format, JournalStream.HasStderr());
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        services.Configure<JsonConsoleFormatterOptions>(static json =>
        {
            json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            json.UseUtcTimestamp = true;
        });
        services.Configure<SimpleConsoleFormatterOptions>(static text =>
        {
            text.SingleLine = true;
            text.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            text.UseUtcTimestamp = true;
        });
        // Made anew with each change of the settings, and not from a monitor, which may hear of the change later than this.
        services.AddOptions<LoggerFilterOptions>().Configure<IOptionsFactory<LoggingOptions>, StartSignal>(
            static (filter, options, start) => Filter(filter, options.Create(Options.DefaultName), start));
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(
            static provider => new ConfigurationChangeTokenSource<LoggerFilterOptions>(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<StartSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<StartSignal>());
    }

    /// <summary>Lines for people, for machines, or for journald, which knows the time and takes the level from <c>&lt;3&gt;</c> before the line.</summary>
    public static string FormatterOf(LogFormat format, bool isJournal) =>
        format == LogFormat.Json ? ConsoleFormatterNames.Json : isJournal ? ConsoleFormatterNames.Systemd : ConsoleFormatterNames.Simple;

    private static void Filter(LoggerFilterOptions filter, LoggingOptions options, StartSignal start)
    {
        var level = options.Level;
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

        foreach (var (slice, ownLevel) in options.Slices)
        {
            filter.AddFilter(LoggingSlices.CategoryOf(slice), ownLevel);
        }

        foreach (var (category, ownLevel) in options.Categories)
        {
            filter.AddFilter(category, ownLevel);
        }
    }
}
