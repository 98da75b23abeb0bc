using MolnOS.Sandbox.Schemas;

namespace MolnOS.Sandbox.Supervisor.Tests.Schemas;

public sealed class SlowSchemasTests
{
    private readonly ManualTime _time = new();
    private readonly SlowSchemas _slow;

    public SlowSchemasTests() => _slow = new SlowSchemas(_time);

    [Fact]
    public void A_schema_is_remembered_for_five_minutes_from_its_last_harm()
    {
        _slow.Add("a");
        _time.Pass(TimeSpan.FromMinutes(4));
        _slow.Add("a");
        _time.Pass(TimeSpan.FromMinutes(4));

        _slow.Contains("a").Should().BeTrue();
        _slow.Contains("b").Should().BeFalse();

        _time.Pass(TimeSpan.FromMinutes(1));
        _slow.Contains("a").Should().BeFalse();
    }

    [Fact]
    public void Beyond_the_bound_the_oldest_is_forgotten()
    {
        for (var n = 0; n <= SlowSchemas.Most; n++)
        {
            _slow.Add($"s{n}");
            _time.Pass(TimeSpan.FromMilliseconds(1));
        }

        _slow.Contains("s0").Should().BeFalse();
        _slow.Contains("s1").Should().BeTrue();
        _slow.Contains($"s{SlowSchemas.Most}").Should().BeTrue();
    }
}
