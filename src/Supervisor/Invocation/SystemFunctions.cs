using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Protocol.Functions;

namespace MolnOS.Sandbox.Invocation;

/// <summary>
/// A program of our own that runs behind a worker's walls as functions do, because what it is given is hostile. It is in no catalog: nobody
/// can call, list or change it from outside, its calls are counted by themselves, and it has no bindings.
/// </summary>
internal sealed class SystemFunction
{
    /// <summary>No id of a function that was deployed has a colon.</summary>
    private const string Prefix = "system:";

    /// <summary>One of a name, a program and limits.</summary>
    /// <param name="name">Its name, other than that of any other system function.</param>
    /// <param name="source">What its workers load.</param>
    /// <param name="limits">What it may use.</param>
    public SystemFunction(string name, string source, FunctionLimits limits)
    {
        Source = source;
        Function = new DeployedFunction
        {
            Id = Prefix + name,
            Definition = new FunctionDefinition { Name = name, Triggers = [], Limits = limits },
            Version = 1,
            CreatedAt = DateTimeOffset.UnixEpoch,
            UpdatedAt = DateTimeOffset.UnixEpoch,
            IsSystem = true,
        };
    }

    /// <summary>What its workers load.</summary>
    public string Source { get; }

    /// <summary>What the invoker calls.</summary>
    public DeployedFunction Function { get; }
}

/// <summary>Every system function there is, and where what their workers say goes: to the server's own log.</summary>
internal sealed partial class SystemFunctions(IEnumerable<SystemFunction> functions, ILogger<SystemFunctions> logger)
{
    private const int LongestLine = 500;

    private readonly Dictionary<string, SystemFunction> _functions = functions.ToDictionary(function => function.Function.Id, StringComparer.Ordinal);

    /// <summary>The system function of an id; null for every other function.</summary>
    public SystemFunction? Find(string id) => _functions.GetValueOrDefault(id);

    /// <summary>Takes a line that a worker of one wrote, or the pool about it.</summary>
    public void Log(string id, string level, string message)
    {
        var line = string.Concat((message.Length > LongestLine ? message[..LongestLine] : message).Select(letter => char.IsControl(letter) ? ' ' : letter));
        if (level is "error")
        {
            LogTrouble(id, line);
        }
        else
        {
            LogLine(id, line);
        }
    }

    [LoggerMessage(510, LogLevel.Warning, "A worker of {Function}: {Line}")]
    private partial void LogTrouble(string function, string line);

    [LoggerMessage(511, LogLevel.Debug, "A worker of {Function} wrote: {Line}")]
    private partial void LogLine(string function, string line);
}
