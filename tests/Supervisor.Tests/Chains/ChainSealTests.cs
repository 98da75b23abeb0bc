using MolnOS.Sandbox.Chains;
using MolnOS.Sandbox.Protocol.Worker;

namespace MolnOS.Sandbox.Supervisor.Tests.Chains;

/// <summary>A chain as it travels through the world.</summary>
public sealed class ChainSealTests : IDisposable
{
    private readonly ChainSeal _seal = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(65)]
    public void What_this_server_sealed_it_opens(int depth)
    {
        var chain = Chain(depth);

        _seal.Open(_seal.Seal(chain))!.ToHeader().Should().Be(chain.ToHeader());
    }

    [Fact]
    public void Nobody_else_learns_from_it_which_functions_there_are_nor_how_many_it_passed()
    {
        var one = _seal.Seal(Chain(1));
        var eight = _seal.Seal(Chain(8));

        one.Should().HaveLength(eight.Length).And.NotContain("func").And.NotBe(_seal.Seal(Chain(1)));
    }

    [Fact]
    public void What_another_server_sealed_or_somebody_made_up_is_none()
    {
        using var other = new ChainSeal();
        var genuine = _seal.Seal(Chain(2));

        string[] forged = ["", "0", "1:aaaaaaaa", "nonsense", "!", new string('a', 144), new string('a', 5000), other.Seal(Chain(2)), genuine[..^1], genuine + "AAAA", Flip(genuine)];

        forged.Should().OnlyContain(value => _seal.Open(value) == null);
    }

    public void Dispose() => _seal.Dispose();

    private static CallChain Chain(int depth) => Enumerable.Range(0, depth).Aggregate(CallChain.Outside, (chain, index) => chain.Through($"func{index:0000}"));

    private static string Flip(string text) => (text[0] == 'A' ? 'B' : 'A') + text[1..];
}
