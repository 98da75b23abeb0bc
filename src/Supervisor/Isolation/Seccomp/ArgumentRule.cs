namespace MolnOS.Sandbox.Isolation.Seccomp;

/// <summary>
/// A condition on one argument of an allowed call. Arguments that the kernel takes as <c>int</c> are compared by their lower 32 bits,
/// as the kernel reads them; those that it takes as <c>long</c> or pointer in full, since 32 bits could be right by chance.
/// </summary>
internal abstract record ArgumentRule
{
    private ArgumentRule()
    {
    }

    /// <summary>An <c>int</c> argument has one of some values.</summary>
    internal sealed record IntIsOneOf(int Argument, params uint[] Values) : ArgumentRule;

    /// <summary>An <c>int</c> argument has none of the bits of a mask.</summary>
    internal sealed record IntHasNone(int Argument, uint Mask) : ArgumentRule;

    /// <summary>All 64 bits of an argument are these.</summary>
    internal sealed record LongIs(int Argument, ulong Value) : ArgumentRule;

    /// <summary>Instructions that refuse the call when the condition fails, and run past their own end when it holds.</summary>
    public IEnumerable<BpfInstruction> Assemble() => this switch
    {
        IntIsOneOf(var argument, var values) =>
        [
            BpfInstruction.Load(SeccompData.LowWord(argument)),
            // A hit skips the values behind it and the refusal.
            .. values.Select((value, index) => BpfInstruction.IfEqual(value, values.Length - index, 0)),
            BpfInstruction.Return(SeccompVerdict.NotPermitted),
        ],
        IntHasNone(var argument, var mask) =>
        [
            BpfInstruction.Load(SeccompData.LowWord(argument)),
            BpfInstruction.IfHasAny(mask, 0, 1),
            BpfInstruction.Return(SeccompVerdict.NotPermitted),
        ],
        LongIs(var argument, var value) =>
        [
            BpfInstruction.Load(SeccompData.LowWord(argument)),
            BpfInstruction.IfEqual((uint)value, 0, 2),
            BpfInstruction.Load(SeccompData.HighWord(argument)),
            BpfInstruction.IfEqual((uint)(value >> 32), 1, 0),
            BpfInstruction.Return(SeccompVerdict.NotPermitted),
        ],
    };
}
