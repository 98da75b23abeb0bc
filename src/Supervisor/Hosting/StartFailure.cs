using System.Net.Sockets;
using Microsoft.Extensions.Options;
using MolnOS.Sandbox.Hosting.Configuration;

namespace MolnOS.Sandbox.Hosting;

/// <summary>Turns what stopped a start into one line for the operator and an exit code.</summary>
internal static class StartFailure
{
    /// <summary>A setting is unknown, ill-typed or out of range.</summary>
    public const int ConfigurationExitCode = 2;

    /// <summary>Anything else kept the supervisor from starting.</summary>
    public const int ExitCode = 1;

    /// <summary>The line for stderr and the exit code; a null line means a bug, whose stack must be seen.</summary>
    public static (string? Line, int ExitCode) Describe(Exception exception) => exception switch
    {
        StartRefusedException { IsConfiguration: true } => (exception.Message, ConfigurationExitCode),
        StartRefusedException => (exception.Message, ExitCode),
        OptionsValidationException invalid => (Describe(invalid), ConfigurationExitCode),
        AggregateException { InnerExceptions.Count: > 0 } several => Describe(several.InnerExceptions[0]),
        // Kestrel wraps what the socket said into an IOException that names the address.
        IOException or SocketException or UnauthorizedAccessException => (FirstLine(exception.Message), ExitCode),
        _ => (null, ExitCode),
    };

    /// <summary>The generated validators write <c>HttpOptions.MaxBodyBytes: The field HttpOptions.MaxBodyBytes must …</c>.</summary>
    private static string Describe(OptionsValidationException invalid)
    {
        var type = invalid.OptionsType.Name;
        var section = SettingsSchema.SectionOf(invalid.OptionsType);
        var failures = invalid.Failures.Select(failure =>
        {
            var text = failure.Replace(type + ".", section + ":", StringComparison.Ordinal);
            var field = text.IndexOf(": The field ", StringComparison.Ordinal);
            return field < 0 ? text : text[(field + ": The field ".Length)..];
        });
        return FirstLine(string.Join(" ", failures));
    }

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? text : text[..end];
    }
}
