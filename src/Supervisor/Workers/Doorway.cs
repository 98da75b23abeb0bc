using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Workers;

/// <summary>Bounds what one worker may have asked of services and not yet heard of: their arguments lie in our memory meanwhile.</summary>
internal sealed class Doorway
{
    private const int MostCalls = 1024;
    private const long MostBytes = 64 * 1024 * 1024;

    private readonly Lock _gate = new();
    private int _calls;
    private long _bytes;

    /// <summary>Counts a call until it is answered; false when it is one too many.</summary>
    public bool TryEnter(BindingCall call)
    {
        lock (_gate)
        {
            if (_calls >= MostCalls || _bytes + call.Args.Length > MostBytes)
            {
                return false;
            }

            _calls++;
            _bytes += call.Args.Length;
        }

        call.Answered = Leave;
        return true;
    }

    private void Leave(BindingCall call)
    {
        lock (_gate)
        {
            _calls--;
            _bytes -= call.Args.Length;
        }
    }
}
