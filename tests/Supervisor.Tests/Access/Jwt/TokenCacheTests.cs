using MolnOS.Sandbox.Access.Jwt;

namespace MolnOS.Sandbox.Supervisor.Tests.Access.Jwt;

/// <summary>What is remembered of tokens stays within its bound.</summary>
public sealed class TokenCacheTests
{
    [Fact]
    public void It_never_holds_more_than_its_capacity_and_keeps_what_is_asked_for()
    {
        var cache = new TokenCache<string>(100);
        cache.Put(TokenHash.Of("mine"), "mine");

        for (var i = 0; i < 10_000; i++)
        {
            cache.Put(TokenHash.Of($"other {i}"), "other");
            cache.TryGet(TokenHash.Of("mine"), out _).Should().BeTrue();
            cache.Count.Should().BeLessThanOrEqualTo(100);
        }

        cache.TryGet(TokenHash.Of("other 0"), out _).Should().BeFalse();
        cache.TryGet(TokenHash.Of("other 9999"), out _).Should().BeTrue();
    }

    [Fact]
    public void The_last_word_on_a_token_counts()
    {
        var cache = new TokenCache<string>(100);
        cache.Put(TokenHash.Of("mine"), "old");

        cache.Put(TokenHash.Of("mine"), "new");

        cache.TryGet(TokenHash.Of("mine"), out var known).Should().BeTrue();
        known.Should().Be("new");
    }
}
