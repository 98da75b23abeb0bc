using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>What a worker says by itself, checked against the calls that are open in it. On the reader's thread, in wire order.</summary>
internal sealed class WorkerNotes(Worker worker, OpenCalls calls, WorkerParts parts) : IWorkerNotes
{
    /// <summary>A worker of ours keeps to the limit itself; one that sends so many times more is not ours any longer.</summary>
    private const int FloodFactor = 8;

    /// <summary>What a note costs beside its text; less than its frame has around it.</summary>
    private const int NoteBytes = 64;

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Doorway _doorway = Doorway.OfWorker();
    private long _windowStart = parts.Time.GetTimestamp();
    private long _windowBytes;

    /// <summary>Completes when the worker has said that it is ready.</summary>
    public Task Ready => _ready.Task;

    public string? OnReady(string nodeVersion) => _ready.TrySetResult() ? null : "a second ready note";

    public string? OnLog(WorkerLogNote note)
    {
        if (parts.Time.GetElapsedTime(_windowStart) >= TimeSpan.FromSeconds(1))
        {
            _windowStart = parts.Time.GetTimestamp();
            _windowBytes = 0;
        }

        _windowBytes += NoteBytes + note.Message.Length + (note.FieldsJson?.Length ?? 0);
        if (_windowBytes > (long)FloodFactor * parts.Options.LogBytesPerSecond)
        {
            return "a flood of log notes";
        }

        if (worker.Assignment is { } assignment)
        {
            parts.Log(new WorkerLogLine(
                assignment.FunctionId, note.Level, note.Message, note.Id?.ToString(), note.IsLate, note.FieldsJson));
        }

        return null;
    }

    public string? OnChunk(InvocationId id, ReadOnlySpan<byte> data) => calls.AddChunk(id, data);

    public string? OnChunkEnd(InvocationId id, string? error) => calls.EndStream(id, error);

    public string? OnFinished(InvocationId id)
    {
        var violation = calls.Finish(id, out _);
        if (violation is null)
        {
            worker.OnSlotFreed();
        }

        return violation;
    }

    public string? OnBindingCall(BindingCall call)
    {
        if (calls.DoorOf(call.Invocation) is not var (door, over))
        {
            // Not a broken rule: a promise that the answer did not wait for may come to it just now.
            call.Fail("permission_denied", "This invocation is over, or its function has no bindings.");
            if (worker.Assignment is { } assignment)
            {
                parts.Stray(assignment, call);
            }

            return null;
        }

        if (Doorway.Enter(call, _doorway, parts.AllDoors) is var (code, message))
        {
            call.Fail(code, message);
            return null;
        }

        door(call, over);
        return null;
    }

    /// <summary>A line came over stdout or stderr past the shim, such as a crash report of node itself.</summary>
    public void OnPrinted(string line)
    {
        if (worker.Assignment is { } assignment)
        {
            parts.Log(new WorkerLogLine(assignment.FunctionId, "info", line, calls.Single()?.ToString()));
        }
    }
}
