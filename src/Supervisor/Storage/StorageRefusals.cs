using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Storage;

/// <summary>The one table from what can be wrong with a request of this slice to what its caller is told.</summary>
internal static class StorageRefusals
{
    public static RefusedException NoBucket() => new(StatusCodes.Status404NotFound, "There is no such bucket. POST /storage/buckets/{name} makes one.");

    public static RefusedException NoObject() => new(StatusCodes.Status404NotFound, "There is no such object in the bucket.");

    public static RefusedException Changed() =>
        new(StatusCodes.Status412PreconditionFailed, "The object is not what If-Match, If-None-Match or If-Unmodified-Since asks for. Read it again, then try again.");

    /// <summary>A text that passes a rule, which says what is wrong with it as a sentence without its end.</summary>
    public static string Checked(string text, Func<string, string?> rule) => rule(text) is { } fault ? throw Bad(fault + ".") : text;

    /// <summary>The request cannot be understood.</summary>
    public static RefusedException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>The object that was put.</summary>
    /// <exception cref="RefusedException">It was not.</exception>
    public static StoredObject OrRefuse(this PutOutcome outcome) => outcome switch
    {
        PutOutcome.Stored stored => stored.Object,
        PutOutcome.NoBucket => throw NoBucket(),
        PutOutcome.NotAllowed => throw Changed(),
        PutOutcome.TooLarge large => throw new RefusedException(
            StatusCodes.Status413PayloadTooLarge, $"The object is larger than the limit of {large.MostBytes} bytes (Storage:MaxObjectBytes)."),
        PutOutcome.Full full => throw new RefusedException(StatusCodes.Status507InsufficientStorage, full.Why),
    };
}
