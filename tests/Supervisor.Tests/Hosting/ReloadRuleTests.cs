using MolnOS.Sandbox.Hosting.Configuration;
using MolnOS.Sandbox.Hosting.Reload;

namespace MolnOS.Sandbox.Supervisor.Tests.Hosting;

/// <summary>Which changed settings take effect at a reload, and which are named instead.</summary>
public sealed class ReloadRuleTests
{
    [Fact]
    public void What_may_change_is_taken_over_and_the_rest_is_named_and_stays()
    {
        var current = Settings(("Logging:Level", "Information"), ("Logging:Categories:A", "Debug"), ("Workers:Warm", "2"), ("Data:Path", "/d"));
        var wanted = Settings(("logging:level", "Debug"), ("Logging:Categories:B", "Trace"), ("Workers:Warm", "3"), ("Events:MaxKept", "1"), ("Data:Path", "/d"));

        var result = ReloadRule.Decide(current, wanted);

        result.Applied.Should().BeEquivalentTo("Logging:Level", "Logging:Categories:A", "Logging:Categories:B");
        result.Waiting.Should().Equal("Events:MaxKept", "Workers:Warm");
        result.Settings.Should().BeEquivalentTo(Settings(("Logging:Level", "Debug"), ("Logging:Categories:B", "Trace"), ("Workers:Warm", "2"), ("Data:Path", "/d")));
    }

    [Fact]
    public void A_setting_taken_out_of_the_file_goes_back_to_its_default() =>
        ReloadRule.Decide(Settings(("Hosting:ShutdownGrace", "00:00:05")), Settings()).Settings.Should().BeEmpty();

    [Fact]
    public void Nothing_changed_changes_nothing()
    {
        var result = ReloadRule.Decide(Settings(("Logging:Level", "Debug")), Settings(("LOGGING:LEVEL", "Debug")));

        result.Applied.Should().BeEmpty();
        result.Waiting.Should().BeEmpty();
    }

    [Fact]
    public void Every_reloadable_key_is_a_setting()
    {
        var schema = SettingsSchema.OfThisProgram();

        ReloadRule.Reloadable.Should().OnlyContain(key => schema.TypeOf(key.EndsWith(':') ? key + "X" : key) != null);
    }

    private static Dictionary<string, string?> Settings(params (string Key, string Value)[] settings) =>
        settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value, StringComparer.OrdinalIgnoreCase);
}
