using MolnOS.Sandbox.Functions;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Management;

/// <summary>What callers are told when stored data cannot be reached; the whole story, with paths, is the log's.</summary>
internal static class StoreRefusals
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static RefusedException? Of(Exception exception) => exception switch
    {
        StorageException { Failure: StorageFailure.Full } full => new RefusedException(StatusCodes.Status507InsufficientStorage, full.PublicMessage),
        StorageException failed => new RefusedException(StatusCodes.Status503ServiceUnavailable, failed.PublicMessage, Pause),
        ProgramUnreadableException unreadable => new RefusedException(StatusCodes.Status500InternalServerError, unreadable.Message),
        _ => null,
    };
}
