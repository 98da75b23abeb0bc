using MolnOS.Sandbox.Protocol.Functions;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>One version of one function, as far as a worker is concerned. A worker gets one in its life.</summary>
/// <param name="FunctionId">Id of the function.</param>
/// <param name="FunctionName">Its name, for stack traces and <c>context.functionName</c>.</param>
/// <param name="Version">Its version.</param>
/// <param name="Limits">What it may use.</param>
internal sealed record Assignment(string FunctionId, string FunctionName, int Version, FunctionLimits Limits)
{
    /// <summary>Names of the services it is bound to.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Whether it is the server's own: functions wait for it, so it neither waits for their workers' room nor makes any.</summary>
    public bool IsSystem { get; init; }
}

/// <summary>Source text and environment of an assignment, secrets in the clear.</summary>
internal sealed record AssignedProgram(string Source, IReadOnlyDictionary<string, string> Env);

/// <summary>Reads the program of an assignment; null when the function is gone.</summary>
internal delegate ValueTask<AssignedProgram?> ProgramReader(Assignment assignment, CancellationToken cancellationToken);

/// <summary>Takes one line for a function's log. Must return at once and never throw.</summary>
internal delegate void WorkerLogSink(WorkerLogLine line);

/// <summary>Hears of a call of a service that was refused since no open invocation with bindings makes it. Must return at once and never throw.</summary>
/// <param name="assignment">Whose worker it came from.</param>
/// <param name="call">The call, already answered; the invocation it names may be made up.</param>
internal delegate void StrayCallSink(Assignment assignment, BindingCall call);

/// <summary>A line of a function's log, as its worker or the pool wrote it.</summary>
/// <param name="FunctionId">Whose log.</param>
/// <param name="Level"><c>debug</c>, <c>info</c>, <c>warn</c> or <c>error</c>.</param>
/// <param name="Message">The text; may hold newlines.</param>
/// <param name="InvocationId">The call it belongs to, where one is known.</param>
/// <param name="IsLate">Whether it came after that call's answer.</param>
/// <param name="FieldsJson">Further fields as a JSON object, or null.</param>
internal sealed record WorkerLogLine(
    string FunctionId, string Level, string Message, string? InvocationId = null, bool IsLate = false, string? FieldsJson = null);

/// <summary>Takes a call of a service by one invocation. Must return at once and never throw; answers in its own time.</summary>
/// <param name="call">The call.</param>
/// <param name="invocationEnded">Fires when the invocation is over.</param>
internal delegate void BindingDoor(BindingCall call, CancellationToken invocationEnded);
