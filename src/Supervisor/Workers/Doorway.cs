using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>Bounds what may have been asked of services and not yet heard of, by one worker or by all: arguments lie in our memory meanwhile.</summary>
/// <param name="mostCalls">Calls at once.</param>
/// <param name="mostBytes">Bytes of their arguments.</param>
internal sealed class Doorway(int mostCalls, long mostBytes)
{
    private const int MostCallsOfWorker = 1024;
    private const long MostBytesOfWorker = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private int _calls;
    private long _bytes;

    /// <summary>The doorway of one worker.</summary>
    public static Doorway OfWorker() => new(MostCallsOfWorker, MostBytesOfWorker);

    /// <summary>Counts a call until it is answered, in its worker's doorway and in that of all; what it is to be told when it is one too many, else null.</summary>
    public static (string Code, string Message)? Enter(BindingCall call, Doorway ofWorker, Doorway ofAll)
    {
        var bytes = call.Args.Length;
        if (!ofWorker.TryEnter(bytes))
        {
            return ("limit_exceeded", "Too many calls of services wait in this worker already; await some of them first.");
        }

        if (!ofAll.TryEnter(bytes))
        {
            ofWorker.Leave(bytes);
            return ("unavailable", "Too many calls of services wait on this server already; try again in a moment.");
        }

        call.Answered = _ =>
        {
            ofAll.Leave(bytes);
            ofWorker.Leave(bytes);
        };
        return null;
    }

    /// <summary>Counts a call with so many bytes of arguments; false when it is one too many.</summary>
    public bool TryEnter(int bytes)
    {
        lock (_gate)
        {
            if (_calls >= mostCalls || _bytes + bytes > mostBytes)
            {
                return false;
            }

            _calls++;
            _bytes += bytes;
            return true;
        }
    }

    /// <summary>A call that was counted is over.</summary>
    public void Leave(int bytes)
    {
        lock (_gate)
        {
            _calls--;
            _bytes -= bytes;
        }
    }
}
