using MolnOS.Sandbox.Triggers;

namespace MolnOS.Sandbox.Supervisor.Tests.Triggers;

/// <summary>The sub-path's normal form, and what may not pass.</summary>
public sealed class RawTargetTests
{
    private const string Run = "/functions/run/abcd1234";

    [Theory]
    [InlineData("", "/")]
    [InlineData("/", "/")]
    [InlineData("?a=1", "/")]
    [InlineData("/?a=/b/../..", "/")]
    [InlineData("/api/users/123", "/api/users/123")]
    [InlineData("/a/", "/a/")]
    [InlineData("//", "//")]
    [InlineData("//a//b", "//a//b")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/%C3%A9%20x", "/%C3%A9%20x")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/..", "/")]
    [InlineData("/.", "/")]
    [InlineData("/a/%2e%2E/b", "/b")]
    [InlineData("/a/.%2e/b", "/b")]
    [InlineData("/...", "/...")]
    [InlineData("/.hidden", "/.hidden")]
    [InlineData("/a//../b", "/a/b")]
    [InlineData("/a%2F..%2F..%2Fb", "/a%2F..%2F..%2Fb")]
    public void A_sub_path_has_one_normal_form(string rest, string subpath)
    {
        RawTarget.IsSafe(Run + rest).Should().BeTrue();
        RawTarget.Read(Run + rest)!.Value.Subpath.Should().Be(subpath);
    }

    [Theory]
    [InlineData("/..")]
    [InlineData("/../list")]
    [InlineData("/%2e%2e/list")]
    [InlineData("/%2E./list")]
    [InlineData("/a/../..")]
    [InlineData("/a/../../../list")]
    [InlineData("//../../list")]
    public void Nothing_climbs_out_of_its_function(string rest)
    {
        RawTarget.IsSafe(Run + rest).Should().BeFalse();
        RawTarget.Read(Run + rest).Should().BeNull();
    }

    [Theory]
    [InlineData("/functions/run/../list")]
    [InlineData("/functions/./run/abcd1234/x")]
    [InlineData("/functions/run/%2e%2e/list")]
    [InlineData("/x/../functions/list")]
    [InlineData("/functions/%72un/abcd1234/../list")]
    [InlineData("/health/..")]
    [InlineData("http://host/functions/run/abcd1234/../../list")]
    public void Dot_segments_elsewhere_are_refused(string target) => RawTarget.IsSafe(target).Should().BeFalse();

    [Theory]
    [InlineData("/functions/list")]
    [InlineData("/openapi.json")]
    [InlineData("/functions/list?cursor=a/../b")]
    [InlineData("/functions/run/abcd1234/app.v1.js")]
    public void Dots_that_are_no_segments_pass(string target) => RawTarget.IsSafe(target).Should().BeTrue();

    [Fact]
    public void The_path_is_in_normal_form_too() =>
        RawTarget.Read(Run + "/a/../b?q=1")!.Value.Path.Should().Be(Run + "/b");

    [Fact]
    public void An_absolute_target_loses_its_authority() =>
        RawTarget.Read("http://host:3000" + Run + "/x?q=1").Should().Be((Run + "/x", "/x"));
}
