using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Seccomp;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>The two programs of the product, asked by architecture.</summary>
internal static class Judge
{
    public const uint Allow = 0x7fff_0000;
    public const uint NotPermitted = 0x0005_0001;
    public const uint NotImplemented = 0x0005_0026;
    public const uint Kill = 0x8000_0000;

    private static readonly byte[] s_x64 = SeccompProgram.For(Architecture.X64);
    private static readonly byte[] s_arm64 = SeccompProgram.For(Architecture.Arm64);

    public static byte[] Program(Architecture architecture) => architecture == Architecture.X64 ? s_x64 : s_arm64;

    /// <summary>The name by which the kernel tells a filter the architecture.</summary>
    public static uint AuditName(Architecture architecture) => architecture == Architecture.X64 ? BpfMachine.X64 : BpfMachine.Arm64;

    public static uint Ask(Architecture architecture, uint number, params ulong[] arguments) =>
        BpfMachine.Judge(Program(architecture), AuditName(architecture), number, arguments);

    /// <summary>Arguments that meet all rules of a listed call.</summary>
    public static ulong[] FittingArguments(AllowedCall call)
    {
        var arguments = new ulong[6];
        foreach (var rule in call.Rules)
        {
            switch (rule)
            {
                case ArgumentRule.IntIsOneOf(var argument, var values):
                    arguments[argument] = values[0];
                    break;
                case ArgumentRule.LongIs(var argument, var value):
                    arguments[argument] = value;
                    break;
                case ArgumentRule.IntHasNone:
                    break;
            }
        }

        return arguments;
    }
}
