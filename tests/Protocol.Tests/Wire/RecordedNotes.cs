using System.Globalization;
using System.Text;
using System.Threading.Channels;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Protocol.Tests.Wire;

/// <summary>Notes as short sentences, in the order in which they came.</summary>
internal sealed class RecordedNotes : IWorkerNotes
{
    private readonly Channel<string> _notes = Channel.CreateUnbounded<string>();

    public BindingCall? LastBindingCall { get; private set; }

    /// <summary>What the next notes are answered with.</summary>
    public string? Violation { get; set; }

    public bool HasMore => _notes.Reader.TryPeek(out _);

    public async Task<string> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _notes.Reader.ReadAsync(patience.Token);
    }

    public string? OnReady(string nodeVersion) => Add($"ready {nodeVersion}");

    public string? OnLog(WorkerLogNote note) =>
        Add(string.Create(CultureInfo.InvariantCulture, $"log {note.Id} {note.Level} {note.IsLate} {note.FieldsJson} {note.Message}"));

    public string? OnChunk(InvocationId id, ReadOnlySpan<byte> data) => Add($"chunk {id} {Encoding.UTF8.GetString(data)}");

    public string? OnChunkEnd(InvocationId id, string? error) => Add($"end {id} {error}");

    public string? OnFinished(InvocationId id) => Add($"finished {id}");

    public string? OnBindingCall(BindingCall call)
    {
        LastBindingCall = call;
        return Add($"call {call.Invocation} {call.Service}.{call.Method} {Encoding.UTF8.GetString(call.Args.Span)}");
    }

    private string? Add(string note)
    {
        _notes.Writer.TryWrite(note);
        return Violation;
    }
}
