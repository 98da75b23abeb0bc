using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

public sealed class StorageRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("0-user.Uploads_2026")]
    [InlineData("a..b")]
    public void A_bucket_may_be_called_so(string name) => StorageRules.FaultOfBucket(name).Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData("*")]
    public void A_bucket_may_not_be_called_so(string name) => StorageRules.FaultOfBucket(name).Should().StartWith("The name of a bucket must");

    [Fact]
    public void Names_and_keys_have_a_length()
    {
        StorageRules.FaultOfBucket(new string('a', 128)).Should().BeNull();
        StorageRules.FaultOfBucket(new string('a', 129)).Should().NotBeNull();
        StorageRules.FaultOfKey(new string('a', 1024)).Should().BeNull();
        StorageRules.FaultOfKey(new string('a', 1025)).Should().NotBeNull();
        StorageRules.FaultOfKey("").Should().NotBeNull();
    }

    [Theory]
    [InlineData("../x", true)]
    [InlineData("a/..", true)]
    [InlineData("/", true)]
    [InlineData("...", true)]
    [InlineData("line\nfeed\u0085", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a\0b", false)]
    public void A_key_may_hold_anything_that_an_address_can_hold(string key, bool isOne) => (StorageRules.FaultOfKey(key) is null).Should().Be(isOne);

    [Theory]
    [InlineData("image/png", "k", false, "image/png")]
    [InlineData("image/png", "k.html", true, "image/png")]
    [InlineData(null, "k", false, "application/octet-stream")]
    [InlineData(null, "k", true, "text/plain; charset=utf-8")]
    [InlineData(null, "a/index.html", false, "text/html")]
    [InlineData(null, "a/index.html", true, "text/html; charset=utf-8")]
    [InlineData(null, "data.json", true, "application/json")]
    [InlineData(null, "v1.html/x", false, "application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded", "cat.png", false, "image/png")]
    public void The_type_is_what_its_sender_said_or_what_the_key_ends_in(string? told, string key, bool isText, string type) =>
        StorageRules.TypeOf(told, key, isText).Should().Be(type);

    [Theory]
    [InlineData("text/html; charset=utf-8", true)]
    [InlineData("application/vnd.api+json", true)]
    [InlineData("", false)]
    [InlineData("text", false)]
    [InlineData("*/*", false)]
    [InlineData("text/*", false)]
    [InlineData("text/html\r\nset-cookie: a=b", false)]
    [InlineData("text/hätml", false)]
    public void A_media_type_is_one_or_refused(string type, bool isOne) => (StorageRules.FaultOfType(type) is null).Should().Be(isOne);

    [Theory]
    [InlineData("a")]
    [InlineData("å/😀/..")]
    [InlineData("\0")]
    public void A_cursor_leads_behind_its_key(string key) => KeyCursor.KeyOf(KeyCursor.Behind(key)).Should().Be(key);

    [Theory]
    [InlineData("!")]
    [InlineData("_w")]
    [InlineData("a")]
    public void What_is_no_cursor_leads_nowhere(string cursor) => KeyCursor.KeyOf(cursor).Should().BeNull();
}
