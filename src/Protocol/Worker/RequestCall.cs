using MolnOS.Sandbox.Protocol.JsonRpc;

namespace MolnOS.Sandbox.Protocol.Worker;

/// <summary>A request off the hot path, awaited as a task.</summary>
/// <param name="readResult">Reads the result; false when it breaks the protocol.</param>
/// <param name="readError">Reads the error; false when it breaks the protocol.</param>
/// <param name="readClosed">What the outcome is when the connection ends first.</param>
internal sealed class RequestCall<TOutcome>(
    RequestCall<TOutcome>.ResultReader readResult, RequestCall<TOutcome>.ErrorReader readError, Func<RpcCloseReason, TOutcome> readClosed)
    : PendingCall
{
    private readonly TaskCompletionSource<TOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TOutcome? _read;

    internal delegate bool ResultReader(ReadOnlySpan<byte> result, out TOutcome? outcome);

    internal delegate bool ErrorReader(RpcError error, out TOutcome? outcome);

    public Task<TOutcome> Outcome => _outcome.Task;

    public override string? OnResult(ReadOnlySpan<byte> result) =>
        readResult(result, out _read) ? null : $"the result {JsonSlices.Printable(result)}";

    public override string? OnError(RpcError error) =>
        readError(error, out _read) ? null : $"the error {error.Code} ({JsonSlices.Printable(error.Message)}) or its data";

    public override void Complete(bool inline) => _outcome.TrySetResult(_read!);

    public override void OnClosed(RpcCloseReason reason) => _outcome.TrySetResult(readClosed(reason));
}
