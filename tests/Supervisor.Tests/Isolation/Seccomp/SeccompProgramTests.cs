using System.Runtime.InteropServices;
using MolnOS.Sandbox.Isolation.Seccomp;
using MolnOS.Sandbox.TestSupport;

namespace MolnOS.Sandbox.Supervisor.Tests.Isolation.Seccomp;

/// <summary>The filter as a program: what every architecture's has in common.</summary>
public sealed class SeccompProgramTests
{
    public static TheoryData<Architecture> Architectures { get; } = [Architecture.X64, Architecture.Arm64];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Every_jump_lands_inside_and_every_way_ends_in_a_verdict(Architecture architecture)
    {
        var instructions = BpfMachine.Decode(Judge.Program(architecture));

        instructions.Count.Should().BeLessThan(4096);
        for (var index = 0; index < instructions.Count; index++)
        {
            var (code, ifTrue, ifFalse, _) = instructions[index];
            code.Should().BeOneOf((ushort)0x20, (ushort)0x06, (ushort)0x15, (ushort)0x35, (ushort)0x45);
            (index + 1 + Math.Max(ifTrue, ifFalse)).Should().BeLessThan(instructions.Count + (code == 0x06 ? 1 : 0));
        }

        instructions[^1].Code.Should().Be(0x06);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_call_by_another_architectures_numbers_ends_the_process(Architecture architecture)
    {
        uint[] others = [0x4000_0003, 0x4000_0028, 0xC000_00B7, 0xC000_003E, 0x0000_003E, 0];

        foreach (var other in others.Where(other => other != Judge.AuditName(architecture)))
        {
            BpfMachine.Judge(Judge.Program(architecture), other, number: 0).Should().Be(Judge.Kill);
        }
    }

    [Theory]
    [InlineData(0x4000_0000u)]
    [InlineData(0x4000_0001u)]
    [InlineData(0x4000_0000u + 59)]
    [InlineData(0x4000_0000u + 520)]
    [InlineData(0xffff_ffffu)]
    public void A_call_of_the_x32_kind_ends_the_process(uint number) => Judge.Ask(Architecture.X64, number).Should().Be(Judge.Kill);

    [Theory]
    [MemberData(nameof(Architectures))]
    public void What_the_table_does_not_list_is_refused_whatever_its_arguments(Architecture architecture)
    {
        var listed = AllowedCalls.All.Select(call => call.NumberOn(architecture)).ToHashSet();

        foreach (var number in Enumerable.Range(0, 1024).Select(number => (uint)number).Where(number => !listed.Contains(number)))
        {
            var expected = number < 424 ? Judge.NotPermitted : Judge.NotImplemented;
            Judge.Ask(architecture, number).Should().Be(expected, "{0} is not in the table", number);
            Judge.Ask(architecture, number, 0x003d_0f00, 1, 2, 3, 4, 5).Should().Be(expected, "{0} is not in the table", number);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Everything_in_the_table_is_allowed_with_fitting_arguments(Architecture architecture)
    {
        foreach (var call in AllowedCalls.All.Where(call => call.NumberOn(architecture) is not null))
        {
            Judge.Ask(architecture, call.NumberOn(architecture)!.Value, Judge.FittingArguments(call)).Should().Be(Judge.Allow, call.Name);
        }
    }

    [Fact]
    public void An_architecture_without_a_table_is_named_in_the_refusal()
    {
        var ask = () => SeccompProgram.For(Architecture.S390x);

        ask.Should().Throw<PlatformNotSupportedException>().WithMessage("*S390x*x64 and arm64*");
    }

    /// <summary>After a change that is meant, copy the file that the failure names.</summary>
    [Theory]
    [InlineData(Architecture.X64, "x64.txt")]
    [InlineData(Architecture.Arm64, "arm64.txt")]
    public void The_program_reads_as_it_did_when_it_was_last_reviewed(Architecture architecture, string file)
    {
        var reviewed = File.ReadAllText(RepositoryPaths.FromRoot($"tests/Supervisor.Tests/Isolation/Seccomp/{file}"));
        var written = Path.Combine(AppContext.BaseDirectory, $"seccomp-{file}");

        File.WriteAllText(written, BpfText.Of(Judge.Program(architecture), architecture));

        (File.ReadAllText(written) == reviewed).Should().BeTrue("{0} must be reviewed and taken over as {1}", written, file);
    }
}
