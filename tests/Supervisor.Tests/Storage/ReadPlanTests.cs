using Microsoft.AspNetCore.Http;
using MolnOS.Sandbox.Hosting.Errors;
using MolnOS.Sandbox.Persistence;
using MolnOS.Sandbox.Storage;

namespace MolnOS.Sandbox.Supervisor.Tests.Storage;

/// <summary>Conditions and ranges mean what RFC 9110 says.</summary>
public sealed class ReadPlanTests
{
    private const string Same = "Fri, 02 Jan 2026 03:04:05 GMT";
    private const string Before = "Fri, 02 Jan 2026 03:04:04 GMT";
    private const string After = "Fri, 02 Jan 2026 03:04:06 GMT";

    [Theory]
    [InlineData("bytes=0-4", 0, 5)]
    [InlineData("bytes=5-", 5, 5)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=-99", 0, 10)]
    [InlineData("bytes=9-9", 9, 1)]
    [InlineData("bytes=2-99", 2, 8)]
    public void A_range_is_a_part(string range, long from, long length) => Plan(("Range", range)).Should().Be(new ReadPlan.Part(from, length));

    [Theory]
    [InlineData("bytes=10-")]
    [InlineData("bytes=10-20")]
    [InlineData("bytes=-0")]
    public void A_range_behind_the_end_cannot_be_given(string range) => Plan(("Range", range)).Should().Be(new ReadPlan.Unsatisfiable());

    [Theory]
    [InlineData("bytes=0-1,4-5")]
    [InlineData("bytes=5-4")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=")]
    [InlineData("lines=0-1")]
    [InlineData("")]
    public void What_is_not_one_range_of_bytes_is_answered_whole(string range) => Plan(("Range", range)).Should().Be(new ReadPlan.Whole());

    [Fact]
    public void An_empty_object_has_no_range_and_a_head_knows_none()
    {
        ReadPlan.Of(Stored(size: 0), EntityTags.Of(Headers()), Headers(("Range", "bytes=0-")), isHead: false).Should().Be(new ReadPlan.Unsatisfiable());
        ReadPlan.Of(Stored(), EntityTags.Of(Headers()), Headers(("Range", "bytes=0-1")), isHead: true).Should().Be(new ReadPlan.Whole());
    }

    [Theory]
    [InlineData("If-None-Match", "\"tag\"")]
    [InlineData("If-None-Match", "W/\"tag\"")]
    [InlineData("If-None-Match", "\"other\", \"tag\"")]
    [InlineData("If-None-Match", "*")]
    [InlineData("If-Modified-Since", Same)]
    [InlineData("If-Modified-Since", After)]
    public void A_reader_that_has_it_gets_nothing(string name, string value) => Plan((name, value), ("Range", "bytes=0-1")).Should().Be(new ReadPlan.NotModified());

    [Theory]
    [InlineData("If-Match", "\"other\"")]
    [InlineData("If-Match", "W/\"tag\"")]
    [InlineData("If-Unmodified-Since", Before)]
    public void A_reader_that_expects_another_is_refused(string name, string value) => Plan((name, value)).Should().Be(new ReadPlan.Refused());

    [Theory]
    [InlineData("If-Match", "\"tag\"")]
    [InlineData("If-Match", "*")]
    [InlineData("If-Match", "\"a\", \"tag\"")]
    [InlineData("If-Unmodified-Since", Same)]
    [InlineData("If-Unmodified-Since", "yesterday")]
    [InlineData("If-None-Match", "\"other\"")]
    [InlineData("If-Modified-Since", Before)]
    [InlineData("If-Modified-Since", "yesterday")]
    public void A_reader_whose_condition_holds_gets_it(string name, string value) => Plan((name, value)).Should().Be(new ReadPlan.Whole());

    [Fact]
    public void A_tag_counts_more_than_a_time()
    {
        Plan(("If-None-Match", "\"other\""), ("If-Modified-Since", After)).Should().Be(new ReadPlan.Whole());
        Plan(("If-Match", "\"tag\""), ("If-Unmodified-Since", Before)).Should().Be(new ReadPlan.Whole());
        Plan(("If-Match", "\"other\""), ("If-None-Match", "\"tag\"")).Should().Be(new ReadPlan.Refused());
    }

    [Theory]
    [InlineData("\"tag\"", true)]
    [InlineData(Same, true)]
    [InlineData("\"other\"", false)]
    [InlineData("W/\"tag\"", false)]
    [InlineData(After, false)]
    [InlineData(Before, false)]
    [InlineData("nonsense", false)]
    public void A_part_is_given_to_who_has_the_rest_of_the_same_object(string ifRange, bool isPart) =>
        Plan(("Range", "bytes=0-1"), ("If-Range", ifRange)).Should().Be(isPart ? new ReadPlan.Part(0, 2) : new ReadPlan.Whole());

    [Theory]
    [InlineData("If-Match", "tag")]
    [InlineData("If-None-Match", "\"a\", b")]
    [InlineData("If-Match", "")]
    public void What_is_no_list_of_tags_is_refused_by_name(string name, string value) =>
        FluentActions.Invoking(() => EntityTags.Of(Headers((name, value)))).Should().Throw<RefusedException>().Which.Message.Should().Contain(name);

    [Fact]
    public void A_writers_tags_allow_what_is_there_or_not()
    {
        var onlyNew = EntityTags.Of(Headers(("If-None-Match", "*")));
        var onlySame = EntityTags.Of(Headers(("If-Match", "\"tag\"")));

        (onlyNew.Allow(null), onlyNew.Allow(Stored())).Should().Be((true, false));
        (onlySame.Allow(null), onlySame.Allow(Stored()), onlySame.Allow(Stored() with { Hash = "x" })).Should().Be((false, true, false));
        EntityTags.Of(Headers()).Allow(null).Should().BeTrue();
    }

    private static ReadPlan Plan(params (string Name, string Value)[] headers) => ReadPlan.Of(Stored(), EntityTags.Of(Headers(headers)), Headers(headers), isHead: false);

    private static StoredObject Stored(long size = 10) => new()
    {
        Key = "k",
        ContentId = "c",
        Size = size,
        Hash = "tag",
        Type = "text/plain",
        ModifiedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
    };

    private static HeaderDictionary Headers(params (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            all[name] = value;
        }

        return all;
    }
}
