using System.Globalization;
using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>Writes a filter as text, one instruction a line, so that a change of it can be read.</summary>
internal static class BpfText
{
    public static string Of(byte[] program, Architecture architecture)
    {
        var names = AllowedCalls.All.Where(call => call.NumberOn(architecture) is not null)
            .ToDictionary(call => call.NumberOn(architecture)!.Value, call => call.Name);
        var lines = new List<string>();
        var nextBlock = -1;
        foreach (var (code, ifTrue, ifFalse, operand) in BpfMachine.Decode(program))
        {
            var index = lines.Count;
            var isBlock = code == 0x15 && names.ContainsKey(operand) && (nextBlock < 0 ? ifTrue == 0 : index == nextBlock);
            nextBlock = isBlock ? index + 1 + ifFalse : nextBlock;
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{index,4}  ") + code switch
            {
                0x20 => $"load {Field(operand)}",
                0x06 => $"return {Verdict(operand)}",
                0x15 => $"if == {(isBlock ? names[operand] : Value(operand))} {Targets(index, ifTrue, ifFalse)}",
                0x35 => $"if >= {Value(operand)} {Targets(index, ifTrue, ifFalse)}",
                0x45 => $"if & {Value(operand)} {Targets(index, ifTrue, ifFalse)}",
                _ => $"0x{code:x}",
            });
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Value(uint value) => value < 1024 ? value.ToString(CultureInfo.InvariantCulture) : $"0x{value:x}";

    private static string Targets(int index, byte ifTrue, byte ifFalse) =>
        string.Create(CultureInfo.InvariantCulture, $"then {index + 1 + ifTrue} else {index + 1 + ifFalse}");

    private static string Field(uint offset) => offset switch
    {
        0 => "number",
        4 => "architecture",
        >= 16 => string.Create(CultureInfo.InvariantCulture, $"{(offset % 8 == 0 ? "low" : "high")} word of argument {(offset - 16) / 8}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"offset {offset}"),
    };

    private static string Verdict(uint verdict) => verdict switch
    {
        0x7fff_0000 => "ALLOW",
        0x0005_0001 => "ERRNO(EPERM)",
        0x0005_0026 => "ERRNO(ENOSYS)",
        0x8000_0000 => "KILL_PROCESS",
        _ => $"0x{verdict:x}",
    };
}
