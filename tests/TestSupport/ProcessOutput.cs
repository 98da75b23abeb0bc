using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace MolnOS.Sandbox.TestSupport;

/// <summary>Collects what a process prints, so that it never waits for a reader and a failed test can show it.</summary>
internal sealed partial class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _text = new();
    private Uri? _address;

    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public string Text
    {
        get
        {
            lock (_lock)
            {
                return _text.ToString();
            }
        }
    }

    /// <summary>The first address it said it listens on.</summary>
    public Uri? ListeningAddress
    {
        get
        {
            lock (_lock)
            {
                return _address;
            }
        }
    }

    private void Add(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            _text.AppendLine(line);
            if (_address is null && Listening().Match(line) is { Success: true } match)
            {
                _address = new Uri(match.Groups["address"].Value);
            }
        }
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://[^\s""]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
