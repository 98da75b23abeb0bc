using System.Globalization;

namespace MolnOS.Sandbox.Isolation.Bubblewrap;

/// <summary>Whether this machine has the program that builds a worker's namespaces.</summary>
internal abstract record BubblewrapTool
{
    /// <summary>Where a distribution's package puts it.</summary>
    public const string UsualPath = "/usr/bin/bwrap";

    /// <summary>The first that can clear the environment.</summary>
    private static readonly Version Oldest = new(0, 5, 0);

    private BubblewrapTool()
    {
    }

    /// <summary>It is there and new enough.</summary>
    internal sealed record Found(string Path, Version Version) : BubblewrapTool;

    /// <summary>It is not; the message is one line and says what to do.</summary>
    internal sealed record Missing(string Message) : BubblewrapTool;

    /// <summary>Looks at the path given, else at the usual one, and asks the program for its version.</summary>
    public static BubblewrapTool Find(string? configuredPath)
    {
        var path = configuredPath ?? UsualPath;
        return Judge(path, configuredPath is not null, File.Exists(path) ? ToolAnswer.Ask(path, "--version") : null);
    }

    /// <summary>What the program's answer means; null when it could not be run.</summary>
    public static BubblewrapTool Judge(string path, bool isConfigured, ToolAnswer? answer)
    {
        if (answer is null && isConfigured)
        {
            return new Missing($"No program can be run at {path}, where bubblewrap is set to be: correct the setting, or leave it out and run: apt-get install bubblewrap");
        }

        if (answer is null)
        {
            return new Missing($"bubblewrap ({path}), which builds the walls around workers, is missing: apt-get install bubblewrap");
        }

        if (answer.ExitCode != 0 || Read(answer.Output) is not { } version)
        {
            return new Missing($"{path} does not answer as bubblewrap (exit code {answer.ExitCode.ToString(CultureInfo.InvariantCulture)}): apt-get install --reinstall bubblewrap");
        }

        return version < Oldest
            ? new Missing($"{path} is bubblewrap {version}, and workers need {Oldest} or later: apt-get install --only-upgrade bubblewrap, on a newer release of the system")
            : new Found(path, version);
    }

    // "bubblewrap 0.8.0"
    private static Version? Read(string output) =>
        output.Trim().Split(' ') is ["bubblewrap", var version] && Version.TryParse(version, out var parsed) ? parsed : null;
}
