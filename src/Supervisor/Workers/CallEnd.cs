using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>How a call ended for whoever waits for it.</summary>
internal enum CallEndKind
{
    /// <summary>The worker replied.</summary>
    Replied,

    /// <summary>The time limit passed first.</summary>
    TimedOut,

    /// <summary>The caller went away first.</summary>
    CallerLeft,

    /// <summary>The worker ended with the call begun.</summary>
    WorkerDied,

    /// <summary>The worker ended, or could not take the call, before the call began: it may run elsewhere.</summary>
    NotBegun,

    /// <summary>The call does not fit into a message to a worker.</summary>
    TooLarge,
}

/// <summary>The end of a call in one worker.</summary>
/// <param name="Kind">Which of the ends.</param>
/// <param name="Reply">The reply, when there is one.</param>
/// <param name="Stream">The body of a streamed answer.</param>
/// <param name="Death">How the worker died, when it did.</param>
internal readonly record struct CallEnd(
    CallEndKind Kind, InvokeReply? Reply = null, ChunkStream? Stream = null, WorkerDeath? Death = null);
