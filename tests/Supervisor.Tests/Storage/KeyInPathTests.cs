using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

public sealed class KeyInPathTests
{
    [Theory]
    [InlineData("/storage/buckets/b/objects/a", "a")]
    [InlineData("/storage/buckets/b/objects/a?v=2", "a")]
    [InlineData("/storage/buckets/b/objects/a/b%2Fc/", "a/b/c/")]
    [InlineData("/storage/buckets/b/objects//a", "/a")]
    [InlineData("/storage/buckets/b/objects/a%252Fb", "a%2Fb")]
    [InlineData("/storage/buckets/b/objects/a+b%20c", "a+b c")]
    [InlineData("/storage/buckets/b/objects/..%2f..%2Fetc%2fpasswd", "../../etc/passwd")]
    [InlineData("/storage/buckets/b/objects/%E2%9D%84%F0%9F%98%80", "❄😀")]
    [InlineData("/storage/buckets/b/objects/%3F%23%25", "?#%")]
    [InlineData("/storage/buckets/b%2Fx/objects/a", "a")]
    [InlineData("http://host:80/storage/buckets/b/objects/a/b", "a/b")]
    [InlineData("/storage/buckets/b/objects/", "")]
    public void A_key_is_what_follows_decoded_once(string target, string key) => KeyInPath.Read(target).Should().Be(key);

    [Theory]
    [InlineData("/storage/buckets/b/objects/%")]
    [InlineData("/storage/buckets/b/objects/%4")]
    [InlineData("/storage/buckets/b/objects/%zz")]
    [InlineData("/storage/buckets/b/objects/%FF")]
    [InlineData("/storage/buckets/b/objects/%C0%AF")]
    [InlineData("/storage/buckets/b/objects/%ED%A0%80")]
    [InlineData("/storage/buckets/b/objects/ä")]
    [InlineData("/storage/buckets/b/objects")]
    public void What_is_not_percent_encoded_utf_8_is_no_key(string target) => KeyInPath.Read(target).Should().BeNull();
}
