using MolnOS.Sandbox.Functions;

namespace MolnOS.Sandbox.Supervisor.Tests.Functions;

public sealed class CodeCacheTests
{
    private readonly CodeCache _cache = new(capacityBytes: 40);

    [Fact]
    public void A_text_is_found_by_its_hash()
    {
        _cache.Add("a", "0123456789");

        _cache.TryGet("a", out var code).Should().BeTrue();
        code.Should().Be("0123456789");
        _cache.TryGet("b", out _).Should().BeFalse();
    }

    [Fact]
    public void The_text_not_used_for_longest_goes_first()
    {
        _cache.Add("a", "0123456789");
        _cache.Add("b", "0123456789");
        _cache.TryGet("a", out _);

        _cache.Add("c", "0123456789");

        _cache.TryGet("a", out _).Should().BeTrue();
        _cache.TryGet("b", out _).Should().BeFalse();
        _cache.TryGet("c", out _).Should().BeTrue();
    }

    [Fact]
    public void A_text_over_the_capacity_is_not_kept_and_pushes_nothing_out()
    {
        _cache.Add("a", "0123456789");

        _cache.Add("b", new string('x', 21));

        _cache.TryGet("b", out _).Should().BeFalse();
        _cache.TryGet("a", out _).Should().BeTrue();
    }

    [Fact]
    public void Adding_a_text_twice_counts_once()
    {
        for (var i = 0; i < 10; i++)
        {
            _cache.Add("a", "0123456789");
        }

        _cache.Add("b", "0123456789");

        _cache.TryGet("a", out _).Should().BeTrue();
        _cache.TryGet("b", out _).Should().BeTrue();
    }
}
