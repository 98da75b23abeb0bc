using MolnOS.Sandbox.Workers;

namespace MolnOS.Sandbox.Supervisor.Tests.Workers;

public sealed class CodeCachesTests
{
    private readonly CodeCaches _caches = new();

    [Fact]
    public void A_version_finds_its_own_cache_only()
    {
        _caches.Keep("f", 2, new byte[] { 1 });

        _caches.Find("f", 2)!.Value.ToArray().Should().Equal(1);
        _caches.Find("f", 1).Should().BeNull();
        _caches.Find("g", 2).Should().BeNull();
    }

    [Fact]
    public void The_next_version_displaces_the_one_before()
    {
        _caches.Keep("f", 1, new byte[] { 1 });

        _caches.Keep("f", 2, new byte[] { 2 });

        _caches.Find("f", 1).Should().BeNull();
    }

    [Fact]
    public void The_least_recently_used_go_when_the_bound_is_reached()
    {
        _caches.Keep("a", 1, new byte[30 * 1024 * 1024]);
        _caches.Keep("b", 1, new byte[30 * 1024 * 1024]);
        _caches.Find("a", 1);

        _caches.Keep("c", 1, new byte[30 * 1024 * 1024]);

        _caches.Find("a", 1).Should().NotBeNull();
        _caches.Find("b", 1).Should().BeNull();
        _caches.Find("c", 1).Should().NotBeNull();
    }

    [Fact]
    public void A_refused_cache_is_forgotten()
    {
        _caches.Keep("f", 1, new byte[] { 1 });

        _caches.Forget("f", 1);

        _caches.Find("f", 1).Should().BeNull();
    }
}
