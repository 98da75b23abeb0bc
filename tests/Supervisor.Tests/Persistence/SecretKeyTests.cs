using System.Text;
using MolnOS.Sandbox.Persistence;

namespace MolnOS.Sandbox.Supervisor.Tests.Persistence;

public sealed class SecretKeyTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();
    private readonly DataFolder _folder;

    public SecretKeyTests() => _folder = DataFolder.Open(_parent.PathOf("data"));

    private string KeyFile => _folder.PathOf("secrets.key");

    [Fact]
    public void A_secret_opens_after_a_restart()
    {
        var stored = Seal("value ❄");

        TryOpen("function", "NAME", stored, out var value).Should().BeNull();

        value.Should().Be("value ❄");
    }

    [Fact]
    public void A_stored_secret_does_not_show_its_value_and_never_looks_the_same_twice()
    {
        var first = Seal("the value in the clear");
        var second = Seal("the value in the clear");

        Encoding.UTF8.GetString(first).Should().NotContain("clear");
        first.Should().NotEqual(second);
    }

    [Theory]
    [InlineData("other", "NAME")]
    [InlineData("function", "OTHER")]
    [InlineData("functionN", "AME")]
    public void A_secret_opens_only_for_its_own_function_and_name(string functionId, string name) =>
        TryOpen(functionId, name, Seal("value"), out _).Should().Contain("another function");

    [Fact]
    public void A_changed_secret_does_not_open()
    {
        var stored = Seal("value");

        stored[^1] ^= 1;

        TryOpen("function", "NAME", stored, out _).Should().Contain("damaged");
    }

    [Fact]
    public void A_shortened_secret_does_not_open() => TryOpen("function", "NAME", Seal("value")[..20], out _).Should().Contain("damaged");

    [Fact]
    public void After_the_key_file_was_lost_old_secrets_say_so_and_new_ones_work()
    {
        var old = Seal("old");
        File.Delete(KeyFile);

        var renewed = Seal("new");

        TryOpen("function", "NAME", old, out _).Should().Contain("another key").And.Contain("secrets.key");
        TryOpen("function", "NAME", renewed, out var value).Should().BeNull();
        value.Should().Be("new");
    }

    [Fact]
    public void A_damaged_key_file_is_left_as_it_is_and_every_use_says_so()
    {
        var stored = Seal("value");
        File.WriteAllText(KeyFile, "short");

        using var key = SecretKey.Open(_folder);

        key.TryOpen("function", "NAME", stored, out _, out var openReason).Should().BeFalse();
        key.TrySeal("function", "NAME", "value", out _, out var sealReason).Should().BeFalse();
        openReason.Should().Contain("secrets.key").And.NotContain(_folder.FolderPath);
        sealReason.Should().Be(openReason);
        File.ReadAllText(KeyFile).Should().Be("short");
    }

    [Fact]
    public void Only_the_owner_may_read_the_key()
    {
        Seal("value");

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    public void Dispose()
    {
        _folder.Dispose();
        _parent.Dispose();
    }

    private byte[] Seal(string value)
    {
        using var key = SecretKey.Open(_folder);
        key.TrySeal("function", "NAME", value, out var stored, out _).Should().BeTrue();
        return stored!;
    }

    private string? TryOpen(string functionId, string name, byte[] stored, out string? value)
    {
        using var key = SecretKey.Open(_folder);
        key.TryOpen(functionId, name, stored, out value, out var reason);
        return reason;
    }
}
