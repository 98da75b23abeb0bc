using System.Text.Json;
using MolnOS.Sandbox.Observability;

namespace MolnOS.Sandbox.Bindings;

/// <summary><c>observability</c>: lines of a function's own beside what it prints, in the same log.</summary>
internal sealed class LogBinding : Binding
{
    private const int MostMessageChars = 16 * 1024;
    private const int MostMetadataBytes = 16 * 1024;

    private readonly FunctionLog _log;
    private readonly TimeProvider _time;

    public LogBinding(FunctionLog log, TimeProvider time)
    {
        _log = log;
        _time = time;
        var methods = Enum.GetValues<LogSeverity>().ToDictionary(LogLevels.NameOf, level => Method(call => Write(call, level, 0)), StringComparer.Ordinal);
        methods["log"] = Method(WriteAtNamedLevel);
        Methods = methods;
    }

    public override string Name => "observability";

    public override IReadOnlyDictionary<string, BindingMethod> Methods { get; }

    private static BindingMethod Method(Func<BoundCall, BindingResult> handle) =>
        new("write", IsTargeted: false, (call, _) => ValueTask.FromResult(handle(call)));

    private BindingResult WriteAtNamedLevel(BoundCall call)
    {
        var level = call.Arguments.Text(0, "level", 5);
        if (!LogLevels.TryParse(level, out var severity))
        {
            call.Arguments.Refuse($"level must be {string.Join(" or ", LogLevels.Names)}");
        }

        return Write(call, severity ?? LogSeverity.Info, 1);
    }

    private BindingResult Write(BoundCall call, LogSeverity severity, int first)
    {
        var message = call.Arguments.Text(first, "message", MostMessageChars);
        var metadata = call.Arguments.Element(first + 1);
        if (metadata.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            call.Arguments.Refuse("metadata must be an object");
        }

        var fields = metadata.ValueKind == JsonValueKind.Object ? metadata.GetRawText() : null;
        if (fields?.Length > MostMetadataBytes)
        {
            call.Arguments.Refuse($"metadata must be at most {MostMetadataBytes} characters of JSON");
        }

        if (call.Arguments.Fault is { } fault)
        {
            return fault;
        }

        _log.Append(new FunctionLogLine(
            call.Invocation.FunctionId, _time.GetUtcNow(), severity, message, call.Invocation.InvocationId.ToString(), IsLate: false, fields));
        return BindingResult.Undefined;
    }
}
